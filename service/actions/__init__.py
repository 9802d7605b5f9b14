"""What people can do, one verb per function: it validates, writes in one transaction and returns structs."""

from service.actions.accounts import change_password, sign_in, sign_up
from service.actions.applying import apply_batch, apply_enriched
from service.actions.conversations import (
    get_conversation,
    list_conversations,
    open_conversation,
    set_suggestions,
    talks_with,
)
from service.actions.demo import clear_demo
from service.actions.enrichment import retry_enrichment, suggestions_shown
from service.actions.leaving import delete_me
from service.actions.messages import post_message
from service.actions.people import change_me, find_person, partners_among, partners_of, search_people
from service.actions.presence import presence_ended, presence_started, seen
from service.actions.preview import ask_preview, ask_read_back
from service.actions.reading import changed_since, read_messages
from service.actions.receipts import mark
from service.actions.requests import (
    accept_conversation,
    block_conversation,
    ignore_conversation,
    unblock_conversation,
)
from service.actions.results import Applied, Decided, Posted, ReceiptChange
from service.actions.sessions import end_others, end_session, list_sessions, sign_out, who

__all__ = [
    "Applied",
    "Decided",
    "Posted",
    "ReceiptChange",
    "accept_conversation",
    "apply_batch",
    "apply_enriched",
    "ask_preview",
    "ask_read_back",
    "block_conversation",
    "change_me",
    "change_password",
    "changed_since",
    "clear_demo",
    "delete_me",
    "end_others",
    "end_session",
    "find_person",
    "get_conversation",
    "ignore_conversation",
    "list_conversations",
    "list_sessions",
    "mark",
    "open_conversation",
    "partners_among",
    "partners_of",
    "post_message",
    "presence_ended",
    "presence_started",
    "read_messages",
    "retry_enrichment",
    "search_people",
    "seen",
    "set_suggestions",
    "sign_in",
    "sign_out",
    "sign_up",
    "suggestions_shown",
    "talks_with",
    "unblock_conversation",
    "who",
]
