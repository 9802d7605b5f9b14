"""Weeks of a business's support desk, made up from a small grammar and marked as demo."""
