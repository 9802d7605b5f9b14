"""Laughter as people type it, in the languages of chat."""

from __future__ import annotations

LAUGHTER = (
    r"(?:k{3,}|(?:rs){2,}r?|(?:hu[ae]s?){2,}|a?(?:ha[ -]?){2,}h?|a*(?:ja[ -]?){2,}j?|(?:[hj][eéi]){2,}[hj]?"
    r"|x[aá](?:x[aá])+x?|lo+l(?:z|ol)*(?: lo+l)*|rofl|lmf?ao+|mdr+|ptdr+|xptdr+)"
)
"""A pattern, for any capitals: "kkkk", "rsrs", "haha", "ha ha ha", "jajaja", "hehe", "lol lol", "mdr"."""
