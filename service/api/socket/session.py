"""One open socket: a reader, a writer, and what looks after them. When one ends, all end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from litestar import WebSocket
from litestar.exceptions import WebSocketDisconnect

from service.api.authentication import session_name
from service.api.context import AppContext
from service.api.error_responses import error_frame
from service.api.limits.table import POSTING
from service.api.patient_socket import FRAMES, Frames
from service.api.socket.dispatcher import FrameDispatcher
from service.api.socket.parsing import read, ref_of
from service.api.socket.token_bucket import TokenBucket, cost_of_posting
from service.errors import InvalidInput, NotSignedIn, ServiceError, TooManyTries
from service.identity.errors import ProviderSignInMissing, SecondFactorMissing
from service.identity.sessions import who
from service.models import Me
from service.realtime.connections import SIGNED_OUT
from service.realtime.frames import FromClient, Hello, Post
from service.realtime.send_queue import SendQueue, encoded
from service.realtime.tasks import first_of
from wire.observability.faults import trace

log = logging.getLogger(__name__)

HELLO_WITHIN = 10.0
LOOK_AGAIN = 60.0
"""Seconds between looks at whether the token still holds."""
CLOSE_WITHIN = 15.0
"""Seconds that a client that reads slowly gets to learn why it is closed."""

MAX_UNREAD = 16
"""Frames that were received and are not served yet; beyond, no more are read."""

NO_HELLO = 4408
LACKS_FACTOR = 4412
"""Close code; the reason is `second_factor_missing` or `provider_sign_in_missing`."""
TOO_MANY = 4429
"""Close code; the reason is `too_many_sockets`, or `too_many_tries` and the seconds to wait."""
TRY_LATER = 1013
FAILED = 1011
NORMAL = 1000


def when_again(error: TooManyTries) -> str:
    """Why a socket closes, where it was opened or greeted too often."""
    return f"{error.code} {error.details['retry_after']}"


class LiveSession:
    """Serves one socket from `hello` to its end."""

    def __init__(self, socket: WebSocket[Any, Any, Any], context: AppContext, me: Me, token: str) -> None:
        self._socket, self._context, self._me, self._token = socket, context, me, token
        self._queue = SendQueue(me.id, session_name(token))
        self._dispatcher = self._serving()
        extensions: dict[str, Any] = dict(socket.scope.get("extensions") or {})
        self._frames: Frames | None = extensions.get(FRAMES)
        most = MAX_UNREAD if self._frames is None else 0
        self._inbox: asyncio.Queue[str | bytes | None] = asyncio.Queue(most)
        self._joined = False
        self._reason = ""

    def _serving(self) -> FrameDispatcher:
        return FrameDispatcher(self._context, self._me, self._queue)

    async def run(self) -> None:
        """Serve until the client goes, falls behind, signs out, or the process stops."""
        try:
            await first_of(
                self._receive(),
                self._work(),
                self._write(),
                self._dispatcher.sync.keep_up(),
                self._look_again(),
                self._queue.ended.wait(),
            )
        except WebSocketDisconnect:
            return
        except OSError:
            self._context.tally.add("clients_gone")
            return
        except TooManyTries as error:
            self._reason = when_again(error)
            self._queue.end(TOO_MANY)
        except ServiceError as error:
            log.warning("socket closed: %s", error.code)
            self._queue.end(TRY_LATER)
        except Exception as error:
            log.error("socket failed: %s", trace(error))
            self._queue.end(FAILED)
        finally:
            self._leave()
            await self._dispatcher.gone()
        await self._close()

    async def _receive(self) -> None:
        """Take frames in also while one is served slowly: the answers to pings stand behind them."""
        if self._frames is not None:
            self._frames.read_into(self._inbox, MAX_UNREAD)
        while True:
            event: Any = await self._socket.receive()
            if event["type"] != "websocket.receive":
                break
            await self._inbox.put(event.get("text") or event.get("bytes") or b"")
        await self._inbox.put(None)
        await self._queue.ended.wait()  # what came before is still served

    async def _work(self) -> None:
        try:
            async with asyncio.timeout(HELLO_WITHIN):
                hello = await self._hello()
        except TimeoutError:
            self._queue.end(NO_HELLO)
            return
        self._joined = True
        self._came()
        await self._context.connections.join(self._queue)
        if not await self._signed_in():  # it may have ended before the push that says so could be heard
            return
        await self._dispatcher.serve(hello)
        bucket, posting = TokenBucket(), cost_of_posting(self._context.limits.table[POSTING.name])
        while True:
            frame = await self._next()
            if frame is not None:
                await self._serve(frame)
            await bucket.wait(posting if isinstance(frame, Post) else 1.0)

    async def _hello(self) -> Hello:
        while True:
            frame = await self._next()
            if isinstance(frame, Hello):
                return frame
            if frame is not None:
                await self._refuse(InvalidInput("Say hello first."), getattr(frame, "ref", None))

    async def _next(self) -> FromClient | None:
        """The next frame; None where it was refused."""
        body = await self._inbox.get()
        if self._frames is not None:
            self._frames.read_on()
        if body is None:
            raise WebSocketDisconnect(detail="gone", code=NORMAL)
        try:
            frame: FromClient = self._parsed(body)
            return frame
        except ServiceError as error:
            await self._refuse(error, ref_of(body))
            return None

    def _parsed(self, body: str | bytes) -> Any:
        """A frame that may come on this socket. ServiceError: it is none."""
        return read(body)

    async def _serve(self, frame: FromClient) -> None:
        try:
            await self._dispatcher.serve(frame)
        except Exception as error:
            await self._refuse(error, getattr(frame, "ref", None))

    async def _refuse(self, error: Exception, ref: str | None) -> None:
        await self._queue.put(encoded(error_frame(error, ref)))

    async def _write(self) -> None:
        while True:
            frames = await self._queue.take_some()
            await self._send([one.body for one in frames])
            for one in frames:
                if one.conversation_id is not None and one.rev is not None:
                    self._dispatcher.sync.positions.sent(one.conversation_id, one.rev)

    async def _send(self, bodies: Sequence[bytes]) -> None:
        """All in one write, where the server can; another server of ASGI takes them one by one."""
        if self._frames is not None:
            await self._frames.send_texts(bodies)
            return
        for body in bodies:
            await self._socket.send_text(body.decode())

    async def _look_again(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            if not await self._holds() and not await self._signed_in():
                return

    async def _signed_in(self) -> bool:
        """Whether the token still holds; where it does not, the queue ends."""
        try:
            await self._ask_who()
        except NotSignedIn:
            self._queue.end(SIGNED_OUT)
            return False
        except (SecondFactorMissing, ProviderSignInMissing) as error:
            self._reason = error.code
            self._queue.end(LACKS_FACTOR)
            return False
        except ServiceError:
            pass
        return True

    async def _holds(self) -> bool:
        """Whether the token holds for certain; false where that is to be asked of it alone."""
        return await self._context.tokens.hold(self._token)

    async def _ask_who(self) -> None:
        """NotSignedIn: the token holds no more."""
        await who(self._context.store, self._token)

    def _came(self) -> None:
        self._context.presence.came(self._me.id)

    def _left(self) -> None:
        self._context.presence.left(self._me.id)

    def _leave(self) -> None:
        self._context.connections.leave(self._queue)
        if self._joined:
            self._joined = False
            self._left()

    async def _close(self) -> None:
        code = NORMAL if self._queue.code is None else self._queue.code
        try:
            async with asyncio.timeout(CLOSE_WITHIN):
                await self._socket.close(code, self._reason)
        except (WebSocketDisconnect, OSError, RuntimeError):
            return
