"""From one language to another: routes over engines, and everything that keeps a message whole on the way."""
