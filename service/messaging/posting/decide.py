"""What becomes of each command of a batch: refused, known already, or a message with all that follows. Pure.

A command that is refused leaves nothing behind, so that it fails alone. What is accepted goes to a
`Writes`, and changes the conversation that the next command of the batch finds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec

from service.desk.changes import counted, desk_changed
from service.desk.routing.promises import timed
from service.desk.states import Handling
from service.enrichment.enrich_request import TURNS, row_for
from service.errors import ClientIdReused, RequestUnanswered
from service.events import ConversationChanged, MessageAdded, Seen
from service.messaging import replying, rules, views
from service.messaging.access import must_not_block
from service.messaging.erasure import ERASED
from service.messaging.listing import MOST_UNANSWERED
from service.messaging.parties import ConversationState, Said
from service.messaging.posting.bot import answered, given, must_lead, stands_after
from service.messaging.posting.command import Posting
from service.messaging.posting.found import Found
from service.messaging.posting.receipts import read_by_answering
from service.messaging.posting.urgency import urgency
from service.messaging.posting.writes import Writes
from service.messaging.results import Posted
from service.messaging.rules import Audience, ConversationAccess
from service.messaging.stored import StoredMessage
from service.messaging.suggested import Suggested, suggestion_used
from service.models import Enrichment, Message
from service.store.group_commit import Done
from service.store.unit_of_work import DomainEvent
from wire.contracts.contents import REMOVED, alt_of, link_words
from wire.contracts.events import MessagePosted, Turn
from wire.contracts.ids import new_id


@dataclass(frozen=True, slots=True)
class _Stored:
    """What stands under a `client_id`, as its author sees it. `digest` None: kept without a command."""

    mine: Message
    digest: str | None
    withheld: bool


class Decider:
    """Decides commands of one batch, in order. `now` is when they are committed, nearly."""

    def __init__(self, partitions: int, now: datetime) -> None:
        self._partitions, self._now = partitions, now
        self._new: dict[tuple[str, str, str], _Stored] = {}
        self.writes = Writes(partitions, now)

    def decide(self, posting: Posting, state: ConversationState | None, found: Found) -> Done[Posted]:
        """What becomes of one command.

        Raises:
            ServiceError: it is refused, as `post_message` says.
        """
        access = _entered(posting, state)
        assert state is not None, "entered"
        key = state.id, access.me_id, posting.command.client_id
        stored = self._new.get(key) or (_stored(found.known, access) if found.known else None)
        if stored is not None:
            return self._again(posting, state, access, stored)
        access, accepted = self._may_post(posting, state, access)
        done = self._add(posting, state, access, found, accepted=accepted)
        withheld = _withheld(access, done.result.mine)
        self._new[key] = _Stored(done.result.mine, posting.command.digest, withheld)
        return done

    def _may_post(
        self, posting: Posting, state: ConversationState, access: ConversationAccess
    ) -> tuple[ConversationAccess, bool]:
        """Answering accepts, a note does not; who is not answered says so much and no more."""
        must_not_block(access)
        if posting.bot is not None:
            must_lead(state)
            return access, False
        stands = access.relation
        if posting.command.content.one_sided:
            return access, False
        if stands.mine != "accepted":
            after = msgspec.structs.replace(stands, mine="accepted")
            return replace(access, relation=after), True
        if not stands.settled and state.last_seq >= MOST_UNANSWERED:
            said = f"You can send {MOST_UNANSWERED} messages before they accept."
            raise RequestUnanswered(said, limit=MOST_UNANSWERED)
        return access, False

    def _add(
        self,
        posting: Posting,
        state: ConversationState,
        access: ConversationAccess,
        found: Found,
        *,
        accepted: bool,
    ) -> Done[Posted]:
        used = suggestion_used(found.suggested, access.side, posting.command)
        audience = _audience(posting, access)
        if accepted:
            self.writes.accept(state, access.side)
        message = self._message(posting, state, access, audience, used)
        event = self._event(posting, state, access, audience, message)
        self.writes.message(message, posting, state, withheld=_withheld(access, message))
        self.writes.mentioned(message, state)
        told = [
            *replying.told(self._partitions, message, access),
            *answered(self._partitions, message, access),
        ]
        counted = used.activity(self._partitions, message, access)
        where = urgency(posting, state, self._now)
        self.writes.sent(row_for(event, self._partitions, where), *counted, *told)
        events = _told(state, access, message, accepted=accepted)
        answers = posting.bot is None and not message.content.one_sided
        if answers and event.context and not event.context[-1].own:
            events += read_by_answering(access, self.writes)
        events += self._handled(posting, state, access, message)
        self._said(state, access, message)
        return Done(Posted(mine=message, created=True), tuple(events))

    def _message(
        self,
        posting: Posting,
        state: ConversationState,
        access: ConversationAccess,
        audience: Audience,
        used: Suggested,
    ) -> Message:
        """As it is stored. Where there is nothing to understand it waits for no worker."""
        command = posting.command
        said = command.text or alt_of(command.content)
        nothing = not said or command.content.one_sided
        return Message(
            id=new_id(),
            conversation_id=state.id,
            seq=state.last_seq + 1,
            rev=state.rev + 1,
            author_id=access.me_id,
            author_kind=access.author_kind,
            side=access.side,
            client_id=command.client_id,
            text=command.text,
            content=command.content,
            language=audience.mine,
            posted_at=(posting.posted_at or self._now).astimezone(UTC),
            enrichment=Enrichment(
                status="done" if nothing else "pending", translations=used.given | given(posting)
            ),
        )

    def _event(
        self,
        posting: Posting,
        state: ConversationState,
        access: ConversationAccess,
        audience: Audience,
        message: Message,
    ) -> MessagePosted:
        return MessagePosted(
            message_id=message.id,
            conversation_id=state.id,
            seq=message.seq,
            author_id=message.author_id,
            author_kind=message.author_kind,
            text=message.text,
            language=message.language,
            targets=audience.targets,
            context=_turns(state, access.side),
            given=message.enrichment.translations,
            posted_at=message.posted_at,
            queued_at=self._now,
            suggest=audience.suggest,
            organisation_id=state.organisation_id,
            demo=state.demo,
            kind=message.content.kind,
            alt=alt_of(message.content),
            link=link_words(message.content),
            elsewhere=message.enrichment.status != "pending",
            request_id=posting.request_id,
            address=rules.address_in(state, access.side),
            writer=state.gender_of(message.author_id),
        )

    def _handled(
        self, posting: Posting, state: ConversationState, access: ConversationAccess, message: Message
    ) -> list[DomainEvent]:
        """At its organisation's desk the conversation is to be answered, or is; a note changes nothing."""
        if state.organisation_id is None or message.content.one_sided:
            return []
        before, at = state.handling or Handling(), message.posted_at
        after = stands_after(before, posting, access, at)
        after = timed(after, state.terms_in(after.queue_id))
        if after == before:
            return []
        self.writes.handled(state, after)
        by_id = access.me_id if posting.bot is None else None
        self.writes.sent(*counted(self._partitions, state, after, by_id, at))
        state.handling = after
        return [desk_changed(state, after)]

    def _said(self, state: ConversationState, access: ConversationAccess, message: Message) -> None:
        """How the conversation stands after it."""
        first = state.last_seq == 0
        state.active_at = message.posted_at if first else max(message.posted_at, state.active_at)
        state.last_seq, state.rev = message.seq, message.rev
        said = Said(message.seq, message.author_id, message.side, _withheld(access, message), message.text)
        state.said = [*state.said, said][-TURNS:]
        self.writes.moved(state)

    def _again(
        self, posting: Posting, state: ConversationState, access: ConversationAccess, stored: _Stored
    ) -> Done[Posted]:
        """The stored message, told again, lest a crash hid it; also where it was edited or taken back since.

        Of messages from before commands were kept the text is compared.
        """
        command, mine = posting.command, stored.mine
        same = mine.text == command.text if stored.digest is None else stored.digest == command.digest
        if not same and mine.content.kind != REMOVED.kind:
            raise ClientIdReused(
                "This client_id belongs to a message with another text, content or suggestion."
            )
        reaches = access.relation.reaches_them and not stored.withheld
        return Done(Posted(mine=mine, created=False), tuple(_added(state, access, mine, reaches=reaches)))


def _entered(posting: Posting, state: ConversationState | None) -> ConversationAccess:
    if posting.bot is not None:
        return rules.enter_as_bot(state)
    return rules.enter(state, posting.author_id, for_contact=posting.for_contact)


def _audience(posting: Posting, access: ConversationAccess) -> Audience:
    said = posting.bot
    return rules.audience(access) if said is None else rules.bot_audience(access, said.language)


def _stored(known: StoredMessage, access: ConversationAccess) -> _Stored:
    mine = views.message(known, access.me_id, suggestions=False)
    mine = views.for_visitor(mine) if access.author_kind == "contact" else mine
    return _Stored(mine, known.command, known.withheld)


def _withheld(access: ConversationAccess, message: Message) -> bool:
    return access.relation.blocked_since is not None or message.content.one_sided


def _turns(state: ConversationState, side: int) -> tuple[Turn, ...]:
    """The context of the next message of this side: oldest first, nothing withheld or erased."""
    return tuple(
        Turn(author_id=one.author_id, text=one.text, own=one.side == side)
        for one in state.said
        if one.seq > state.last_seq - TURNS and not one.withheld and one.text != ERASED
    )


def _told(
    state: ConversationState, access: ConversationAccess, message: Message, *, accepted: bool
) -> list[DomainEvent]:
    """Both sides get the message, on all their screens; the other not where it ignores or blocks the author.

    A conversation that looks different by it comes first: an accepted one, and a request, which its reader
    does not see before a first message.
    """
    reaches = access.relation.reaches_them and not message.content.one_sided
    asks = access.relation.theirs == "request"
    new_to = [access.other_id] if reaches and (accepted or asks) else []
    new_to += [access.me_id] if accepted else []
    new_to += [one for one in _away(state) if one == access.me_id or (reaches and one not in new_to)]
    changed = [ConversationChanged(conversation_id=state.id, person_ids=tuple(new_to))] if new_to else []
    return [*changed, *_added(state, access, message, reaches=reaches)]


def _away(state: ConversationState) -> list[str]:
    """Sides that had left, and have the conversation in their lists again with the next message."""
    return [
        one.party_id for one in state.parties if one.left_seq is not None and state.last_seq <= one.left_seq
    ]


def _added(
    state: ConversationState, access: ConversationAccess, message: Message, *, reaches: bool
) -> list[DomainEvent]:
    shown_to, visitor = rules.screens(access, reaches=reaches), access.visitor_id
    seen = tuple(
        Seen(person_id=one, message=views.for_visitor(message) if one == visitor else message)
        for one in shown_to
    )
    return [MessageAdded(conversation_id=state.id, seen=seen)]
