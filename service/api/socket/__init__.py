"""The live socket, `/api/live`: see docs/protocol.md."""
