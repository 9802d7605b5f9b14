"""How people write in chats, and how small models write: slang, phrases, loops, articles."""
