"""How far somebody has got, in the batch that says so: by answering, or by a receipt. Pure."""

from __future__ import annotations

from service.events import ReceiptMoved
from service.messaging import rules
from service.messaging.parties import Party
from service.messaging.posting.writes import Writes
from service.messaging.rules import ConversationAccess
from service.messaging.sides import MEMBER


def read_by_answering(access: ConversationAccess, writes: Writes) -> list[ReceiptMoved]:
    """My position moves up to the last message of the other side that I can see, if it is not there."""
    said = access.state.said
    last = max((one.seq for one in said if one.side != access.side and not one.withheld), default=0)
    return reach(access, writes, read_seq=last)


def reach(
    access: ConversationAccess, writes: Writes, *, delivered_seq: int = 0, read_seq: int = 0
) -> list[ReceiptMoved]:
    """My position moves forward, never back; what is read was delivered. Empty where nothing grew.

    Told to me on all my screens, and to the other side where we talk: a contact's to all agents.
    """
    state = access.state
    known = state.party(access.me_id)
    read = max(read_seq, known.read_seq if known else 0)
    delivered = max(delivered_seq, read, known.delivered_seq if known else 0)
    if (delivered, read) == ((known.delivered_seq, known.read_seq) if known else (0, 0)):
        return []
    me = known or _seat(access, writes)
    me.delivered_seq, me.read_seq = delivered, read
    writes.reached(state, me)
    talking = access.relation.talking and not access.for_organisation
    moved = ReceiptMoved(
        conversation_id=state.id,
        person_id=access.me_id,
        delivered_seq=delivered,
        read_seq=read,
        told=rules.screens(access) if talking else (access.me_id,),
        organisation_id=access.organisation_id if access.for_organisation else None,
    )
    return [moved, *(_side_reached(access, me, writes) if access.for_organisation else [])]


def _seat(access: ConversationAccess, writes: Writes) -> Party:
    """Of one of several on an organisation's side: a row for what is its own, made the first time."""
    seat = Party(
        party_id=access.me_id,
        kind=MEMBER,
        side=access.side,
        stance="accepted",
        blocked_at=None,
        delivered_seq=0,
        read_seq=0,
        suggestions=True,
        language=None,
        seen_language=None,
        account_language=None,
        deleted_at=None,
        contact_language=None,
    )
    access.state.parties.append(seat)
    writes.seat(access.state, seat)
    return seat


def _side_reached(access: ConversationAccess, me: Party, writes: Writes) -> list[ReceiptMoved]:
    """An organisation's side is as far as whoever on it is furthest."""
    side = access.state.party(access.organisation_id or "")
    assert side is not None, "the side that was entered"
    before = side.delivered_seq, side.read_seq
    side.delivered_seq = max(side.delivered_seq, me.delivered_seq)
    side.read_seq = max(side.read_seq, me.read_seq)
    if (side.delivered_seq, side.read_seq) == before:
        return []
    writes.reached(access.state, side)
    return _told_to_visitor(access, side)


def _told_to_visitor(access: ConversationAccess, side: Party) -> list[ReceiptMoved]:
    """A visitor learns how far the organisation's side has got, and not which of its people."""
    if access.visitor_id is None:
        return []
    moved = ReceiptMoved(
        conversation_id=access.id,
        person_id=side.party_id,
        delivered_seq=side.delivered_seq,
        read_seq=side.read_seq,
        told=(access.visitor_id,),
    )
    return [moved]
