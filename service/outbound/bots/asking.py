"""Asking a program at its address, signed, once or twice, while the customer waits."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import msgspec

from service.desk.bot.seats import Seated
from service.desk.bot.shapes import Reply, Turn
from service.outbound.hooks import Answer, HookFailed, HookSender
from service.outbound.signing import headers

LARGEST = 64 * 1024
"""Bytes of an answer."""
AGAIN_AFTER = 0.5
"""Seconds before the second try, which is the last."""

_PASSING = frozenset({"unreachable", "not_answered"})
_read = msgspec.json.Decoder(Reply).decode


class BotFailed(Exception):
    """Nothing came of a turn. `code` says why, to the organisation alone."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def ask(sender: HookSender, bot: Seated, turn: Turn, seconds: float) -> Reply:
    """What it says, within so many seconds in all. BotFailed: nothing that could be used."""
    if not seconds:
        raise BotFailed("too_many")
    now = datetime.now(UTC)
    body = msgspec.json.encode({"type": "bot.turn", "timestamp": now, "data": turn})
    signed = headers(bot.secret or "", turn.message_id, now, body)
    clock = asyncio.get_running_loop().time
    until = clock() + seconds
    for last in (False, True):
        try:
            answer = await sender.post(
                bot.url or "", body, signed, within=max(0.0, until - clock()), wanted=LARGEST
            )
            if answer.status < 500 or last:
                return reply_in(answer)
        except HookFailed as failed:
            if last or failed.code not in _PASSING or until - clock() < 2 * AGAIN_AFTER:
                raise BotFailed(failed.code) from failed
        await asyncio.sleep(AGAIN_AFTER)
    raise BotFailed("timed_out")


def reply_in(answer: Answer) -> Reply:
    """BotFailed: `status_…`, or `nonsense`."""
    if answer.status != 200:
        raise BotFailed(f"status_{answer.status}")
    try:
        return _read(answer.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BotFailed("nonsense") from error
