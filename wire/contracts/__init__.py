"""Contracts: events, settings, ids and errors that every part reads alike."""
