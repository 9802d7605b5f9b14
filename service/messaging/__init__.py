"""Conversations, their two sides, messages and receipts."""
