"""The broker: clients, streams, consumer groups and what is kept beside them in Redis or Valkey."""
