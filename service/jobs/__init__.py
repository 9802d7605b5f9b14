"""What runs beside the web, each one supervised task: outbox to streams, enrichments to the store, repair."""
