"""What people teach: glossary, corrections, canned answers, a person's own answers."""
