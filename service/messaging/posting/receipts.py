"""Who answers has read what came before: the author's position, in the batch that posts the answer."""

from __future__ import annotations

from service.events import ReceiptMoved
from service.messaging.access import ConversationAccess
from service.messaging.posting import entering
from service.messaging.posting.talks import Party, Talk
from service.messaging.posting.writes import Writes
from service.messaging.sides import MEMBER


def read_by_answering(talk: Talk, access: ConversationAccess, writes: Writes) -> ReceiptMoved | None:
    """My position moves up to the last message of the other side that I can see. None where it is there."""
    me = _seat(talk, access, writes) if access.for_organisation else talk.party(access.me_id)
    assert me is not None, "who posts takes part"
    last = max((one.seq for one in talk.said if one.side != access.side and not one.withheld), default=0)
    if me.read_seq >= last:
        return None
    me.read_seq, me.delivered_seq = last, max(me.delivered_seq, last)
    writes.reached(talk, me)
    if access.for_organisation:
        _side_reached(talk, access, me, writes)
    talking = access.relation.talking and not access.for_organisation
    return ReceiptMoved(
        conversation_id=talk.id,
        person_id=access.me_id,
        delivered_seq=me.delivered_seq,
        read_seq=me.read_seq,
        told=entering.screens(talk, access) if talking else (access.me_id,),
    )


def _seat(talk: Talk, access: ConversationAccess, writes: Writes) -> Party:
    """Of one of several on an organisation's side: a row for what is its own, made the first time."""
    known = talk.party(access.me_id)
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
    talk.parties.append(seat)
    writes.seat(talk, seat)
    return seat


def _side_reached(talk: Talk, access: ConversationAccess, me: Party, writes: Writes) -> None:
    """An organisation's side is as far as whoever on it is furthest."""
    side = talk.party(access.organisation_id or "")
    assert side is not None, "the side that was entered"
    before = side.delivered_seq, side.read_seq
    side.delivered_seq = max(side.delivered_seq, me.delivered_seq)
    side.read_seq = max(side.read_seq, me.read_seq)
    if (side.delivered_seq, side.read_seq) != before:
        writes.reached(talk, side)
