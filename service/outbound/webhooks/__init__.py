"""Servers that organisations have told of what happens at their desks, by signed webhooks."""
