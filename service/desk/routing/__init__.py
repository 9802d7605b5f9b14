"""How a conversation gets to an agent: queues, who is free, office hours, and what is promised by when."""
