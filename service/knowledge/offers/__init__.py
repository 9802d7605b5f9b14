"""Lines that a glossary might have, found in what an organisation has written and corrected.

Offers do nothing until somebody takes one.
"""
