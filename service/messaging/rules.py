"""Who may enter a conversation, who reads it, and in which language? The one place that says so.

Pure: rules on a conversation as it was looked up. What is asked of many at once is said again in SQL by
`service.messaging.readers`; tests hold both to the same answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from service.errors import NotFound, NotSignedIn, NotYours, PersonGone
from service.identity import policy
from service.messaging.parties import ConversationState, Party
from service.messaging.relation import Relation
from service.messaging.sides import MEMBER
from wire.contracts.events import Address

MOST_LANGUAGES = 4
"""Languages that one message is translated into, for the agents of an organisation."""


@dataclass(frozen=True, slots=True)
class ConversationAccess:
    """A conversation as one of its sides enters it."""

    id: str
    me_id: str
    side: int
    """Mine: 0 or 1."""
    other_id: str
    last_seq: int
    rev: int
    active_at: datetime
    demo: bool
    relation: Relation
    state: ConversationState = field(repr=False, compare=False)
    """What was looked up."""
    organisation_id: str | None = None
    """Whose conversation it is; null: a direct one."""
    author_kind: Literal["account", "contact", "bot"] = "account"
    """What I am: an account, also on an organisation's side; a contact, who visits or is spoken for; or the
    organisation's bot."""

    @property
    def for_organisation(self) -> bool:
        """I am one of those on the organisation's side."""
        return self.organisation_id is not None and self.author_kind == "account"

    @property
    def visitor_id(self) -> str | None:
        """Of the contact, where it has a screen of ours; null also in a direct conversation."""
        contact = next((one for one in self.state.parties if one.visits), None)
        return None if contact is None else contact.party_id


@dataclass(frozen=True, slots=True)
class Audience:
    """My language, those of who reads what I write, and whether the first of them is to get suggestions."""

    mine: str
    targets: tuple[str, ...]
    suggest: bool

    @property
    def theirs(self) -> str:
        """The other side's own language."""
        return self.targets[0]


def enter(state: ConversationState | None, me_id: str, *, for_contact: bool = False) -> ConversationAccess:
    """A conversation as I enter it; `for_contact`: as its contact does, for whom I speak.

    Raises:
        NotFound: there is none, or it has no contact.
        NotYours: it is between others.
        RoleLacks: it is one of my organisation's, and my role does not let me.
    """
    if state is None:
        raise NotFound("There is no such conversation.")
    mine = _mine(state, me_id)
    if not for_contact:
        return mine
    if state.organisation_id is None:
        raise NotFound("This conversation has no contact.")
    role = state.role_of(me_id)
    if role is None:
        raise NotYours("You are not a member of this organisation.")
    policy.allow(role, "speak_for_contacts")
    contact = _access(state, mine.other_id, mine.other_id)
    assert contact is not None, "the other side of an organisation's"
    return contact


def enter_as_bot(state: ConversationState | None) -> ConversationAccess:
    """A conversation as the bot of its organisation enters it. NotFound: there is none, or it has no bot."""
    found = None
    if state is not None and state.organisation_id is not None:
        found = _access(state, state.organisation_id, state.organisation_id)
    if found is None:
        raise NotFound("There is no such conversation.")
    return replace(found, author_kind="bot")


def _mine(state: ConversationState, me_id: str) -> ConversationAccess:
    """A contact enters by itself only while it visits: who was forgotten has no screen any more."""
    entered = _access(state, me_id, me_id)
    if entered is not None and entered.author_kind == "contact" and entered.visitor_id is None:
        raise NotYours("You are not in this conversation.")
    if entered is None and state.organisation_id is not None and (role := state.role_of(me_id)) is not None:
        policy.allow(role, "converse")
        entered = _access(state, state.organisation_id, me_id)
    if entered is None:
        raise NotYours("You are not in this conversation.")
    return entered


def _access(state: ConversationState, party_id: str, me_id: str) -> ConversationAccess | None:
    sides = state.sides(party_id)
    if sides is None:
        return None
    mine, theirs = sides
    stands = Relation(
        mine=mine.stance,
        theirs=theirs.stance,
        blocks_since=mine.blocked_at,
        blocked_since=theirs.blocked_at,
    )
    return ConversationAccess(
        id=state.id,
        me_id=me_id,
        side=mine.side,
        other_id=theirs.party_id,
        last_seq=state.last_seq,
        rev=state.rev,
        active_at=state.active_at,
        demo=state.demo,
        relation=stands,
        state=state,
        organisation_id=state.organisation_id,
        author_kind="contact" if mine.kind == "contact" else "account",
    )


def sees(access: ConversationAccess, side: int, *, withheld: bool) -> bool:
    """Whether I see a message that was written on this side. Many at once: `access.visible_to`."""
    return not withheld or side == access.side


def audience(access: ConversationAccess) -> Audience:
    """Who will read what I write, in which language.

    Raises:
        PersonGone: nobody; the other side's account is deleted, or its contact was forgotten.
        NotSignedIn: mine is, since this was asked for.
    """
    if access.organisation_id is not None:
        return _of_service(access)
    mine, other = access.state.party(access.me_id), access.state.party(access.other_id)
    assert mine is not None and other is not None, "both sides were found"
    if mine.deleted_at is not None:
        raise NotSignedIn("This account is deleted.", reason="ended")
    if other.deleted_at is not None:
        raise PersonGone("This account is deleted; nobody would read it.")
    suggest = other.suggestions and access.relation.reaches_them
    return Audience(mine.account_language or "", (language_of(access.state, other),), suggest)


def _of_service(access: ConversationAccess) -> Audience:
    """Nothing is suggested to a contact."""
    state = access.state
    contact = state.party(access.me_id if access.author_kind == "contact" else access.other_id)
    assert contact is not None, "a side of an organisation's conversation"
    spoken = language_of(state, contact)
    if contact.forgotten:  # nor does anybody speak for them any more
        raise PersonGone("This visitor asked to be forgotten; nobody would read it.")
    if access.author_kind == "contact":
        agents = (one.language for one in state.agents())
        read = read_by(state.organisation_language or "", agents)
        return Audience(spoken, _with_program(state, read), suggest=True)
    me = next(one for one in state.colleagues if one.account_id == access.me_id)
    if me.deleted_at is not None:
        raise NotSignedIn("This account is deleted.", reason="ended")
    return Audience(me.language, (spoken,), suggest=False)


def _with_program(state: ConversationState, read: tuple[str, ...]) -> tuple[str, ...]:
    """With the language of the program that answers, where one leads; no more than `MOST_LANGUAGES`."""
    if state.program is None or state.program in read:
        return read
    leads = state.handling is None or state.handling.assignee_id is None
    return (*read[: MOST_LANGUAGES - 1], state.program) if leads else read


def bot_audience(access: ConversationAccess, language: str) -> Audience:
    """Who reads what the bot says in this language: the contact, and the agents who may go on from there.

    Raises:
        PersonGone: the contact was forgotten.
    """
    contact = access.state.party(access.other_id)
    assert contact is not None, "a side of an organisation's conversation"
    if contact.forgotten:
        raise PersonGone("This visitor asked to be forgotten; nobody would read it.")
    agents = (one.language for one in access.state.agents())
    read = read_by(access.state.organisation_language or "", agents)
    targets = tuple(dict.fromkeys((language_of(access.state, contact), *read)))
    return Audience(language, targets, suggest=False)


def language_of(state: ConversationState, side: Party) -> str:
    """In which a side reads; an organisation's agents may add others. Many at once: `readers.LANGUAGE`.

    Who blocks reads nothing: what is written to them is translated as before, lest its author see another.
    """
    read = side.seen_language or side.language or side.account_language or side.contact_language
    return read or state.organisation_language or ""


def address_of(own: Address | None, organisation: Address | None, organisation_id: str | None) -> Address:
    """How a side speaks to the other: as it says, as its organisation does, else as friends or strangers."""
    return own or organisation or ("informal" if organisation_id is None else "formal")


def address_in(state: ConversationState, side: int) -> Address:
    """The same of a side of a conversation."""
    mine = next(one for one in state.parties if one.side == side and one.kind != MEMBER)
    return address_of(mine.address, state.address, state.organisation_id)


def read_by(own: str, agents: Iterable[str]) -> tuple[str, ...]:
    """The organisation's own language, then those that most of its agents read, each named once an agent."""
    spoken = Counter(agents)
    often = sorted(spoken, key=lambda language: (-spoken[language], language))
    return tuple(dict.fromkeys((own, *often)))[:MOST_LANGUAGES]


def screens(access: ConversationAccess, *, reaches: bool = True) -> tuple[str, ...]:
    """Accounts to whose screens comes what I write: the other side's, where it `reaches` them, then mine.

    An organisation's come to all its agents; a contact has one where it visits.
    """
    if access.organisation_id is None:
        return (access.other_id, access.me_id) if reaches else (access.me_id,)
    agents = tuple(sorted(one.account_id for one in access.state.agents()))
    visitor = access.visitor_id if reaches or access.author_kind == "contact" else None
    return agents if visitor is None else (*agents, visitor)
