"""`duologue up`: every part as a process of its own, watched, restarted, and stopped in order."""
