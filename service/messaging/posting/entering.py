"""Who may post in a conversation that was looked up, and who reads it. Pure: rules, no statements.

The same rules as `service.messaging.access` and `readers` have for everything else, on what a batch knows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from service.errors import NotFound, NotSignedIn, NotYours, PersonGone
from service.identity import policy
from service.messaging.access import ConversationAccess
from service.messaging.posting.talks import Talk
from service.messaging.readers import MOST_LANGUAGES, Audience
from service.messaging.relation import Relation


def enter(talk: Talk | None, me_id: str, *, for_contact: bool = False) -> ConversationAccess:
    """A conversation as I enter it; `for_contact`: as its contact does, for whom I speak.

    Raises:
        NotFound: there is none, or it has no contact.
        NotYours, RoleLacks.
    """
    if talk is None:
        raise NotFound("There is no such conversation.")
    mine = _mine(talk, me_id)
    if not for_contact:
        return mine
    if talk.organisation_id is None:
        raise NotFound("This conversation has no contact.")
    role = talk.role_of(me_id)
    if role is None:
        raise NotYours("You are not a member of this organisation.")
    policy.allow(role, "speak_for_contacts")
    contact = _access(talk, mine.other_id, mine.other_id)
    assert contact is not None, "the other side of an organisation's"
    return replace(contact, author_kind="contact")


def _mine(talk: Talk, me_id: str) -> ConversationAccess:
    entered = _access(talk, me_id, me_id)
    if entered is None and talk.organisation_id is not None and (role := talk.role_of(me_id)) is not None:
        policy.allow(role, "converse")
        entered = _access(talk, talk.organisation_id, me_id)
    if entered is None:
        raise NotYours("You are not in this conversation.")
    return entered


def _access(talk: Talk, party_id: str, me_id: str) -> ConversationAccess | None:
    sides = talk.sides(party_id)
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
        id=talk.id,
        me_id=me_id,
        side=mine.side,
        other_id=theirs.party_id,
        last_seq=talk.last_seq,
        rev=talk.rev,
        active_at=talk.active_at,
        demo=talk.demo,
        relation=stands,
        organisation_id=talk.organisation_id,
    )


def audience(talk: Talk, access: ConversationAccess) -> Audience:
    """Who will read what I write, in which language.

    Raises:
        PersonGone: nobody; the other side's account is deleted.
        NotSignedIn: mine is.
    """
    if talk.organisation_id is not None:
        return _of_service(talk, access)
    mine, other = talk.party(access.me_id), talk.party(access.other_id)
    assert mine is not None and other is not None, "both sides were found"
    if mine.deleted_at is not None:
        raise NotSignedIn("This account is deleted.", reason="ended")
    if other.deleted_at is not None:
        raise PersonGone("This account is deleted; nobody would read it.")
    read = other.seen_language or other.account_language or ""
    suggest = other.suggestions and access.relation.reaches_them
    return Audience(mine.account_language or "", (read,), suggest)


def _of_service(talk: Talk, access: ConversationAccess) -> Audience:
    """A contact has no screen of ours: nothing is suggested to one."""
    contact = talk.party(access.me_id if access.author_kind == "contact" else access.other_id)
    assert contact is not None, "a side of an organisation's conversation"
    spoken = contact.language or contact.contact_language or ""
    if access.author_kind == "contact":
        return Audience(spoken, _read_by(talk), suggest=True)
    me = next(one for one in talk.colleagues if one.account_id == access.me_id)
    if me.deleted_at is not None:
        raise NotSignedIn("This account is deleted.", reason="ended")
    return Audience(me.language, (spoken,), suggest=False)


def _read_by(talk: Talk) -> tuple[str, ...]:
    """The organisation's own language, then those that most of its agents read."""
    spoken = Counter(one.language for one in talk.agents())
    often = sorted(spoken, key=lambda language: (-spoken[language], language))
    return tuple(dict.fromkeys((talk.organisation_language or "", *often)))[:MOST_LANGUAGES]


def screens(talk: Talk, access: ConversationAccess, *, reaches: bool = True) -> tuple[str, ...]:
    """Accounts to whose screens comes what I write: the other side's, where it `reaches` them, then mine."""
    if talk.organisation_id is None:
        return (access.other_id, access.me_id) if reaches else (access.me_id,)
    return tuple(sorted(one.account_id for one in talk.agents()))
