"""Turns on their way to programs: a task for each, so many at a time, and none that outlasts the customer.

What waits here is in memory alone. Nothing is lost with it: a conversation whose turn nobody has answered is
handed to people by the job `desk` (`service.desk.bot.waiting`), as where no worker is there in time.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime

from service.desk.bot import waiting
from service.desk.bot.acting import Draft, Question, question_of
from service.desk.bot.replies import failed, is_answered, take
from service.desk.bot.seats import Seated, asked_of_programs
from service.desk.bot.shapes import Reply, Turn
from service.desk.bot.turns import turn_of
from service.errors import ClientIdReused, InvalidInput, ServiceError, TextEmpty, TextTooLong, Unavailable
from service.outbound.bots.asking import BotFailed, ask
from service.outbound.bots.model import LanguageModel
from service.outbound.bots.wording import word
from service.outbound.hooks import HookSender
from service.store import Store
from wire.contracts.events import Enriched
from wire.tasks import on_news

log = logging.getLogger(__name__)

WITHIN, SPARE = 12.0, 2.0
"""Seconds that a program gets for a turn, and that are left of `LATE` when it has had them."""
AT_ONCE, MOST_WAITING = 4, 50
"""Turns of one organisation that are asked at a time, and that wait for that; with more, people go on."""
MOST_DUE = 10_000
"""Messages that are looked at together."""
REMEMBERED = 1000
"""Organisations whose turns a process keeps."""

Online = Callable[[str], Awaitable[bool]]
Push = Callable[[Turn], Awaitable[None]]


class BotCaller:
    """Hears what was understood, and asks who sits there. `online`, `push`: of programs on sockets; `model`:
    null where this installation names none."""

    def __init__(
        self,
        store: Store,
        sender: HookSender,
        online: Online,
        push: Push,
        model: LanguageModel | None = None,
    ) -> None:
        self._store, self._sender, self._online, self._push = store, sender, online, push
        self._model = model
        self._due: dict[str, None] = {}
        self._news = asyncio.Event()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._waiting: Counter[str] = Counter()
        self._slots: OrderedDict[str, asyncio.Semaphore] = OrderedDict()

    def hear(self, found: Sequence[Enriched]) -> None:
        """Note messages of organisations. Never waits."""
        for one in found:
            if one.organisation_id is not None and len(self._due) < MOST_DUE:
                self._due[one.message_id] = None
                self._news.set()

    async def word(self, draft: Draft) -> bool:
        """Let a model word this, where the organisation wants that: whether it does, and then says it."""
        asked = [draft.question.message_id]
        if self._model is None:
            return False
        found = await self._store.look(lambda connection: asked_of_programs(connection, asked))
        seated = next((one for one in found if one.kind == "model"), None)
        if seated is None:
            return False
        self._start(seated, self._worded(self._model, seated, draft))
        return True

    async def run(self, stop: asyncio.Event) -> None:
        """Ask until `stop` is set; what is being asked then is left to the job."""
        try:
            await on_news(self._news, self._begin, stop)
        finally:
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def close(self) -> None:
        """Let go of connections."""
        await self._sender.close()
        if self._model is not None:
            await self._model.close()

    async def _begin(self) -> None:
        due, self._due = list(self._due), {}
        try:
            found = await self._store.look(lambda connection: asked_of_programs(connection, due))
        except Unavailable as error:
            log.warning("turns of bots are left to people: %s", error.message)
            return
        for one in found:
            if one.kind != "model":
                self._start(one, self._answer(one))

    def _start(self, one: Seated, work: Coroutine[None, None, None]) -> None:
        """Unless it is under way."""
        if one.message_id in self._tasks:
            work.close()
            return
        task = asyncio.create_task(self._guarded(one, work), name=one.message_id)
        self._tasks[one.message_id] = task
        task.add_done_callback(lambda task: self._tasks.pop(task.get_name(), None))

    async def _guarded(self, one: Seated, work: Coroutine[None, None, None]) -> None:
        """Nothing is raised: what fails is left to people, now or by the job."""
        try:
            await work
        except ServiceError as error:  # people lead by now, the store is busy, or nobody would read it
            log.info("a bot says nothing about %s: %s", one.message_id, error.code)
        except Exception:
            log.exception("a bot says nothing about %s", one.message_id)

    async def _answer(self, one: Seated) -> None:
        async with self._store.reading() as connection:
            question = await question_of(connection, one.message_id)
            if question is None or await is_answered(connection, question):
                return
            turn = await turn_of(connection, one)
        if turn is None:
            return
        try:
            reply = await self._asked(one, turn)
            if reply is not None:
                await take(self._store, question, one, reply)
        except BotFailed as error:
            await self._failed(question, one, error.code)
        except ClientIdReused:  # another process has asked it, too, and was told something else
            return
        except (InvalidInput, TextEmpty, TextTooLong):
            await self._failed(question, one, "nonsense")

    async def _worded(self, model: LanguageModel, one: Seated, draft: Draft) -> None:
        async with self._slot(one.organisation_id):
            await word(self._store, model, one, draft, _left(one))

    async def _failed(self, question: Question, one: Seated, code: str) -> None:
        log.info("a bot failed at a turn: %s", code)
        await failed(self._store, question, one.id, code)

    async def _asked(self, one: Seated, turn: Turn) -> Reply | None:
        """None: it is asked on its socket, and answers when it does. BotFailed."""
        if one.kind == "socket" and not await self._online(one.id):
            raise BotFailed("not_connected")
        if one.retry_at is not None and one.retry_at > datetime.now(UTC):
            raise BotFailed("resting")
        if one.kind == "socket":
            await self._push(turn)
            return None
        if self._waiting[one.organisation_id] >= MOST_WAITING:
            raise BotFailed("too_many")
        self._waiting[one.organisation_id] += 1
        try:
            async with self._slot(one.organisation_id):
                return await ask(self._sender, one, turn, _left(one))
        finally:
            self._waiting[one.organisation_id] -= 1
            self._waiting += Counter()  # forgets who has none

    def _slot(self, organisation_id: str) -> asyncio.Semaphore:
        found = self._slots.setdefault(organisation_id, asyncio.Semaphore(AT_ONCE))
        self._slots.move_to_end(organisation_id)
        while len(self._slots) > REMEMBERED:
            self._slots.popitem(last=False)
        return found


def _left(one: Seated) -> float:
    """Seconds that a program has; none, where the customer has waited too long already."""
    waited = (datetime.now(UTC) - one.posted_at).total_seconds()
    return max(0.0, min(WITHIN, waiting.LATE.total_seconds() - SPARE - waited))
