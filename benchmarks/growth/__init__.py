"""What things cost as there is more: connections, messages, conversations."""
