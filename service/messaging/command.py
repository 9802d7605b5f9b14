"""What a client asks to be posted, whole: it is compared where the same `client_id` comes again."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from service.errors import InvalidInput, TextTooLong
from service.models import SuggestionUse
from service.text import validation
from wire.contracts.contents import TEXT, AnyContent, NoteContent

MOST_CONTENT = 64 * 1024
"""Bytes of a content, as JSON."""


class PostCommand(msgspec.Struct, frozen=True, kw_only=True):
    """A message as its author wants it. `posted_at` is not part of it: only a demo sets it."""

    text: str
    client_id: str
    content: AnyContent = TEXT
    suggestion: SuggestionUse | None = None

    @property
    def digest(self) -> str:
        """Equal for equal commands. It goes with the text, for a short one could be guessed from it."""
        whole = msgspec.json.encode([self.text, _as_asked(self.content), self.suggestion])
        return sha256(whole).hexdigest()


def _as_asked(content: AnyContent) -> AnyContent:
    """Whom a note names is found when it comes: the same note again may name others, and is the same."""
    return msgspec.structs.replace(content, mentions=()) if isinstance(content, NoteContent) else content


def checked(command: PostCommand, longest: int) -> PostCommand:
    """The same, in the form in which it is stored.

    Raises:
        TextEmpty, TextTooLong, InvalidInput: as `validation` says; or its kind has no text, or is too large,
            or is not for people to write.
    """
    content, text = command.content, command.text
    if not content.by_people:
        raise InvalidInput(f"Nobody writes a message of kind {content.kind}.", field="content")
    if len(msgspec.json.encode(content)) > MOST_CONTENT:
        raise TextTooLong(f"A content has at most {MOST_CONTENT} bytes.", limit=MOST_CONTENT)
    if content.has_text == "none" and text:
        raise InvalidInput(f"A message of kind {content.kind} has no text.", field="text")
    if text or content.has_text == "needed":
        text = validation.message_text(text, longest)
    client_id = validation.client_id(command.client_id)
    return msgspec.structs.replace(command, text=text, client_id=client_id)
