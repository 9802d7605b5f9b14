"""What customers of an organisation write about: groups of messages, made at night, kept by the store."""
