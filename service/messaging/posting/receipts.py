"""Who answers has read what came before: the author's position, in the batch that posts the answer."""

from __future__ import annotations

from service.events import ReceiptMoved
from service.messaging import rules
from service.messaging.parties import ConversationState, Party
from service.messaging.posting.writes import Writes
from service.messaging.receipts import told_to_visitor
from service.messaging.rules import ConversationAccess
from service.messaging.sides import MEMBER


def read_by_answering(
    state: ConversationState, access: ConversationAccess, writes: Writes
) -> list[ReceiptMoved]:
    """My position moves up to the last message of the other side that I can see, if it is not there."""
    me = _seat(state, access, writes) if access.for_organisation else state.party(access.me_id)
    assert me is not None, "who posts takes part"
    last = max((one.seq for one in state.said if one.side != access.side and not one.withheld), default=0)
    if me.read_seq >= last:
        return []
    me.read_seq, me.delivered_seq = last, max(me.delivered_seq, last)
    writes.reached(state, me)
    talking = access.relation.talking and not access.for_organisation
    moved = ReceiptMoved(
        conversation_id=state.id,
        person_id=access.me_id,
        delivered_seq=me.delivered_seq,
        read_seq=me.read_seq,
        told=rules.screens(access) if talking else (access.me_id,),
    )
    return [moved, *(_side_reached(state, access, me, writes) if access.for_organisation else [])]


def _seat(state: ConversationState, access: ConversationAccess, writes: Writes) -> Party:
    """Of one of several on an organisation's side: a row for what is its own, made the first time."""
    known = state.party(access.me_id)
    if known is not None:
        return known
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
    state.parties.append(seat)
    writes.seat(state, seat)
    return seat


def _side_reached(
    state: ConversationState, access: ConversationAccess, me: Party, writes: Writes
) -> list[ReceiptMoved]:
    """An organisation's side is as far as whoever on it is furthest. A visitor is told of the side alone."""
    side = state.party(access.organisation_id or "")
    assert side is not None, "the side that was entered"
    before = side.delivered_seq, side.read_seq
    side.delivered_seq = max(side.delivered_seq, me.delivered_seq)
    side.read_seq = max(side.read_seq, me.read_seq)
    if (side.delivered_seq, side.read_seq) == before:
        return []
    writes.reached(state, side)
    return told_to_visitor(access, side.delivered_seq, side.read_seq)
