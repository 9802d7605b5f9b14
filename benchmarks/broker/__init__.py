"""What handing one piece of work over costs: our consumer beside task queues on the same broker."""
