"""`/api/bot/live`: the socket of a program in a bot's seat. It hears of turns, answers them, and no more.

Its token comes in the header alone: no page holds one, and the cookie of somebody who is signed in is not
looked at.
"""

from __future__ import annotations

from typing import Any

from litestar import websocket

from service.api.authentication import bearer_of
from service.api.context import AppContext
from service.api.limits.table import ANSWERING, CATCHING_UP
from service.api.socket.dispatcher import FrameDispatcher
from service.api.socket.opening import Socket, opened, serve_one_of
from service.api.socket.parsing import FromBot, read_of_bot
from service.api.socket.session import LiveSession
from service.api.socket.sync import Sync
from service.desk.bot.acting import question_of
from service.desk.bot.replies import take
from service.desk.bot.seats import asked_of, open_turns
from service.desk.bot.turns import turn_of
from service.errors import AlreadyAssigned, NotYours
from service.identity.bots import BotSeat, bot_of
from service.models import Me
from service.realtime.bot_frames import Answer, AnswerTaken, SeatTaken, TurnAsked, asked
from service.realtime.frames import FromClient, Hello, Ping
from service.realtime.send_queue import SendQueue, encoded


@websocket("/api/bot/live")
async def bot_socket(socket: Socket, context: AppContext) -> None:
    """Whose seat the token is for."""
    token = bearer_of(socket) or ""
    bot = await opened(socket, context, lambda: bot_of(context.store, token))
    if bot is not None:
        await serve_one_of(bot.id, socket, context, BotSession(socket, context, bot, token))


class BotSession(LiveSession):
    """Serves one socket of a program."""

    def __init__(self, socket: Socket, context: AppContext, bot: BotSeat, token: str) -> None:
        self._bot = bot
        me = Me(id=bot.id, handle="", name=bot.name, language=bot.language, online=True)
        super().__init__(socket, context, me, token)

    def _serving(self) -> FrameDispatcher:
        return BotDispatcher(self._context, self._me, self._queue, self._bot)

    def _parsed(self, body: str | bytes) -> FromBot:
        return read_of_bot(body)

    async def _holds(self) -> bool:
        return False

    async def _ask_who(self) -> None:
        await bot_of(self._context.store, self._token)

    def _came(self) -> None:
        """Who is online is told of people with accounts."""

    def _left(self) -> None:
        """As `_came`."""


class BotDispatcher(FrameDispatcher):
    """What a bot may do: answer turns of conversations in its seat."""

    def __init__(self, context: AppContext, me: Me, queue: SendQueue, bot: BotSeat) -> None:
        self._bot = bot
        super().__init__(context, me, queue)

    def _syncing(self) -> Sync:
        return BotSync(self._context, self._me, self._queue, self._bot)

    async def serve(self, frame: FromClient | Answer) -> None:
        """NotYours: it is none that a bot may send, or of a conversation in another's seat."""
        match frame:
            case Answer():
                await self._context.limits.hit(ANSWERING, self._bot.id)
                await self._take(frame)
            case Hello():
                await self._context.limits.hit(CATCHING_UP, self._bot.id)
                await self.sync.greet({})
            case Ping():
                await super().serve(frame)
            case _:
                raise NotYours("A bot cannot do this.")

    async def _take(self, frame: Answer) -> None:
        """The same answer again is taken again, and said once, as long as the bot leads."""
        store = self._context.store
        async with store.reading() as connection:
            seated = await asked_of(connection, self._bot.id, frame.message_id)
            question = None if seated is None else await question_of(connection, frame.message_id)
        if seated is None:
            raise NotYours("This is no turn of yours, or people lead it by now.")
        if question is None:
            raise AlreadyAssigned("The customer has written again, or people lead by now.", assignee="")
        await take(store, question, seated, frame)
        await self._queue.put(encoded(AnswerTaken(ref=frame.ref, message_id=frame.message_id)))


class BotSync(Sync):
    """Brings a bot up to date: the turns that nobody has answered."""

    def __init__(self, context: AppContext, me: Me, queue: SendQueue, bot: BotSeat) -> None:
        super().__init__(context, me, queue)
        self._bot = bot

    async def greet(self, positions: Any, most: int | None = None) -> None:
        """Who it is, then the turns that are open; pushes of later ones follow."""
        turns = await self._open()
        bot = self._bot
        seated = SeatTaken(
            bot_id=bot.id,
            organisation_id=bot.organisation_id,
            name=bot.name,
            language=bot.language,
            open=len(turns),
        )
        await self._queue.put(encoded(seated))
        for one in turns:
            await self._queue.put(encoded(one))
        self._queue.release()

    async def _send_missed(self) -> None:
        for one in await self._open():
            await self._queue.put(encoded(one))

    async def _open(self) -> list[TurnAsked]:
        found: list[TurnAsked] = []
        async with self._context.store.reading() as connection:
            for message_id in await open_turns(connection, self._bot.id):
                seated = await asked_of(connection, self._bot.id, message_id)
                turn = None if seated is None else await turn_of(connection, seated)
                if turn is not None:
                    found.append(asked(turn))
        return found
