"""The bot of an organisation: what it is asked, what it says, and when it hands over to people."""
