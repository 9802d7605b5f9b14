"""The NLP worker: takes messages off the streams, has them understood, publishes what came of it."""
