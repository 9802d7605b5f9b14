"""Tokens that must come through whole: links, numbers, codes, names of handles, stand-ins."""
