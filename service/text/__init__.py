"""What people may write, and how it is compared. Pure."""
