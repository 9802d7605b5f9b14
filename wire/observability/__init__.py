"""How a part is seen from outside: logs."""
