"""What people do that analytics counts and chat does not need; a new kind is a name here."""

from __future__ import annotations

from typing import Literal

ActivityKind = Literal[
    "suggestions_shown",
    "suggestion_sent",
    "suggestion_edited",
    "conversation_opened",
    "conversation_assigned",
    "conversation_transferred",
    "conversation_released",
    "conversation_snoozed",
    "conversation_resolved",
    "conversation_reopened",
    "conversation_tagged",
    "rated",
    "rating_changed",
    "first_reply",
    "bot_answered",
    "handed_over",
    "presence_started",
    "presence_ended",
    "translation_corrected",
    "mood_turned",
    "message_edited",
    "message_removed",
    "message_replied",
    "link_shown",
    "link_hidden",
    "message_pinned",
    "message_unpinned",
    "reaction_added",
    "reaction_removed",
    "messages_searched",
    "organisation_removed",
    "conversation_muted",
    "conversation_unmuted",
    "conversation_left",
    "person_reported",
    "demo_cleared",
]
