"""Language tasks, one package each."""
