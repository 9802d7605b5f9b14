"""Everything the service refuses, each with a stable code. `service.api` turns them into HTTP in one place.

ServiceError(code, status, message, **details)
├── InvalidInput        invalid_input 400
├── NotSignedIn         not_signed_in 401
├── WrongPassword       wrong_password 401
├── NotYours            not_yours 403
├── RoleLacks           role_lacks 403
├── OriginNotAllowed    origin_not_allowed 403
├── IdentityUnproven    identity_unproven 403
├── NotFound            not_found 404
├── ChannelUnknown      channel_unknown 404
├── PersonGone          person_gone 410
├── InvitationOver      invitation_over 410
├── AlreadyMember       already_member 409
├── LastOwner           last_owner 409
├── NotDirect           not_direct 409
├── HandleTaken         handle_taken 409
├── ClientIdReused      client_id_reused 409
├── EditedMeanwhile     edited_meanwhile 409
├── EditOver            edit_over 409
├── TermKnown           term_known 409
├── ShortcutTaken       shortcut_taken 409
├── TitleTaken          title_taken 409
├── ArticlesMissing     articles_missing 409
├── NothingToCorrect    nothing_to_mend 409
├── AlreadyAssigned     already_assigned 409
├── HandleReserved      handle_reserved 422
├── ConsentNeeded       consent_needed 422
├── AcceptFirst         accept_first 409
├── NotARequest         not_a_request 409
├── Blocked             blocked 409
├── RequestUnanswered   request_unanswered 409
├── RequestsFull        requests_full 422
├── WithYourself        with_yourself 422
├── TextEmpty           text_empty 422
├── TextTooLong         text_too_long 422
├── EncodingUnknown     encoding_unknown 422
├── TooMany             too_many 422
├── TooManyTries        too_many_tries 429
└── Unavailable         unavailable 503
    └── StorageFull     storage_full 507
"""

from __future__ import annotations

from typing import ClassVar


class ServiceError(Exception):
    """Root: `code` is API, `message` is a sentence for people, `details` are typed facts."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(self, message: str, **details: str | int | float) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class InvalidInput(ServiceError):
    """A field is missing or wrong; `details["field"]` names it."""

    code, status = "invalid_input", 400


class NotSignedIn(ServiceError):
    """No token, or one that ended."""

    code, status = "not_signed_in", 401


class WrongPassword(ServiceError):
    """Handle and password do not fit; which of the two is not said."""

    code, status = "wrong_password", 401


class NotYours(ServiceError):
    """The person is not a side of this conversation."""

    code, status = "not_yours", 403


class RoleLacks(ServiceError):
    """`details["role"]`: the person's role in the organisation does not allow it."""

    code, status = "role_lacks", 403


class OriginNotAllowed(ServiceError):
    """A browser on another site tried."""

    code, status = "origin_not_allowed", 403


class IdentityUnproven(ServiceError):
    """A site says who its visitor is, and has not signed it with the secret of its channel."""

    code, status = "identity_unproven", 403


class NotFound(ServiceError):
    """No such person, conversation or message."""

    code, status = "not_found", 404


class ChannelUnknown(ServiceError):
    """No channel has this key, or it is switched off; which of these is not said."""

    code, status = "channel_unknown", 404


class ConsentNeeded(ServiceError):
    """A visitor writes only after agreeing to it."""

    code, status = "consent_needed", 422


class AlreadyAssigned(ServiceError):
    """Somebody else serves this conversation: `details["assignee"]`, an account, empty where nobody does."""

    code, status = "already_assigned", 409


class PersonGone(ServiceError):
    """The other side's account is deleted."""

    code, status = "person_gone", 410


class InvitationOver(ServiceError):
    """An invitation that is unknown, used, withdrawn or expired."""

    code, status = "invitation_over", 410


class AlreadyMember(ServiceError):
    """Who accepts an invitation is in the organisation already."""

    code, status = "already_member", 409


class LastOwner(ServiceError):
    """An organisation would be left without an owner."""

    code, status = "last_owner", 409


class NotDirect(ServiceError):
    """Only in a conversation between two people: nobody ignores or blocks an organisation's customer."""

    code, status = "not_direct", 409


class HandleTaken(ServiceError):
    """Somebody has this handle."""

    code, status = "handle_taken", 409


class HandleReserved(ServiceError):
    """This handle would claim to speak for the service, or name a place."""

    code, status = "handle_reserved", 422


class ClientIdReused(ServiceError):
    """This client id belongs to a message with another text."""

    code, status = "client_id_reused", 409


class EditedMeanwhile(ServiceError):
    """The message says something else by now than what this edit began from."""

    code, status = "edited_meanwhile", 409


class EditOver(ServiceError):
    """`details["limit"]`: minutes after posting in which a message can be edited."""

    code, status = "edit_over", 409


class TermKnown(ServiceError):
    """This word is in the glossary already, for the same languages."""

    code, status = "term_known", 409


class Swells(ServiceError):
    """What a word or a text becomes is many times longer than it: a message full of it would swell."""

    code, status = "swells", 422


class ShortcutTaken(ServiceError):
    """An answer of this language has the shortcut already."""

    code, status = "shortcut_taken", 409


class TitleTaken(ServiceError):
    """The organisation has an article of this title in this language."""

    code, status = "title_taken", 409


class ArticlesMissing(ServiceError):
    """A bot answers from articles: there has to be one first."""

    code, status = "articles_missing", 409


class EncodingUnknown(ServiceError):
    """A file is not text in UTF-8; `details["name"]` says which."""

    code, status = "encoding_unknown", 422


class NothingToCorrect(ServiceError):
    """The message has no translation for its reader."""

    code, status = "nothing_to_mend", 409


class AcceptFirst(ServiceError):
    """Possible once both sides have accepted the conversation."""

    code, status = "accept_first", 409


class NotARequest(ServiceError):
    """The conversation is not asked of you: there is nothing to accept or ignore."""

    code, status = "not_a_request", 409


class Blocked(ServiceError):
    """You block the other side. Never said to who is blocked."""

    code, status = "blocked", 409


class RequestUnanswered(ServiceError):
    """`details["limit"]` says how many messages may be sent before the other side accepts."""

    code, status = "request_unanswered", 409


class RequestsFull(ServiceError):
    """`details["limit"]` says how many people may be asked at a time."""

    code, status = "requests_full", 422


class WithYourself(ServiceError):
    """A conversation has two different sides."""

    code, status = "with_yourself", 422


class TextEmpty(ServiceError):
    """Nothing but blanks was sent."""

    code, status = "text_empty", 422


class TextTooLong(ServiceError):
    """`details["limit"]` says how many characters are allowed."""

    code, status = "text_too_long", 422


class TooMany(ServiceError):
    """A list is full; `details["limit"]` says how much it holds."""

    code, status = "too_many", 422


class TooManyTries(ServiceError):
    """`details["retry_after"]` says how many seconds to wait."""

    code, status = "too_many_tries", 429


class Unavailable(ServiceError):
    """The store is busy; nothing was changed."""

    code, status = "unavailable", 503


class StorageFull(Unavailable):
    """The disk or the database has no room; nothing was changed. Somebody has to make room."""

    code, status = "storage_full", 507
