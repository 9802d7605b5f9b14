"""People talk to this: the Litestar app, the store, realtime, the web client, the command line."""
