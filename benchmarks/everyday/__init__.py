"""What a chat does besides posting, and what each thing costs."""
