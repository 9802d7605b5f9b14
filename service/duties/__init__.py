"""What runs beside the web: outbox to streams, enrichments to the store, and repair. Each is one supervised task."""
