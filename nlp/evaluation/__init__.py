"""What `duologue eval` measures: one module a task, each giving tables that print and go to JSON alike."""
