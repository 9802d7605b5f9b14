"""Replies that a reader may send with one tap: a reviewed set in seven languages, and the choice from it."""

from nlp.tasks.replies.suggester import Proposal, Recalled, SuggestAsk, Suggester, build_suggester

__all__ = ["Proposal", "Recalled", "SuggestAsk", "Suggester", "build_suggester"]
