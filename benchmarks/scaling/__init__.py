"""What Duologue costs at ten million people a day, reckoned from what it costs here: `docs/scaling.md`."""
