"""The truth: people, conversations, messages, and what waits to be sent. SQLite or PostgreSQL, same code."""

from service.store.store import Store

__all__ = ["Store"]
