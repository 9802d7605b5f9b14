"""The chat over HTTP and WebSocket: thin routes over `service.actions`, and the browser client as files."""
