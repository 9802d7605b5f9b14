"""The chat over HTTP and WebSocket: thin routes over actions, and the browser client as files."""
