"""Accounts, sessions, names, presence: who somebody is."""
