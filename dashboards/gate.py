"""Who asks, by the cookies that come along: the operator by a pass, all others as the chat knows them.

A browser gives a cookie of the chat to the dashboard too where both have one host name, whatever the ports.
The chat is asked what its session may see, every few seconds at most.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec

from dashboards.refusals import CameOtherwise, ChatSilent, Lacking, NoFigures, Refused
from dashboards.viewer import Organisation, Viewer
from wire.operator import entered, holds

SESSION = "duologue"
"""Cookie of the chat."""
PASS = "duologue_operator"  # noqa: S105
"""Cookie of who entered by a link."""
DOOR = "/api/analytics/organisations"

KEPT_S = 5.0
"""How long an answer of the chat is believed."""
PATIENCE_S = 5.0
MOST_KEPT = 1000
AT_ONCE = 8

Asked = asyncio.Task[Viewer]


class Gate:
    """`chat`: address of the chat; `home`: where passes of the operator are."""

    def __init__(self, chat: str, home: Path) -> None:
        self.chat, self._home = chat, home
        self._asked: dict[str, tuple[float, Asked]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._http: httpx.AsyncClient | None = None

    async def viewer(self, cookies: Mapping[str, str]) -> Viewer:
        """What the bearer of these cookies may see.

        Raises:
            Refused: nothing; the kind of refusal says why.
        """
        if (token := cookies.get(PASS)) and holds(self._home, token):
            return Viewer(operator=True)
        if not (session := cookies.get(SESSION)):
            raise Refused
        return await asyncio.shield(self._known(session))

    def enter(self, code: str) -> str | None:
        """A pass for the code of a link, once."""
        return entered(self._home, code)

    def _known(self, session: str) -> Asked:
        """What the chat said just now, or is being asked."""
        since, now = self._asked.get(session), time.monotonic()
        if since is None or now - since[0] > KEPT_S:
            self._asked.pop(session, None)
            while len(self._asked) >= MOST_KEPT:
                del self._asked[next(iter(self._asked))]
            since = self._asked[session] = now, asyncio.create_task(self._ask(session))
        return since[1]

    async def _ask(self, session: str) -> Viewer:
        self._http = self._http or _client(self.chat)
        try:
            async with asyncio.timeout(PATIENCE_S), self._room:  # waiting for room counts too
                answer = await self._http.get(DOOR, headers={"authorization": f"Bearer {session}"})
        except (httpx.HTTPError, UnicodeError, TimeoutError) as error:
            raise ChatSilent from error
        return _read(answer)


def chat_at(chat: str, host: str | None) -> str:
    """Where a browser that asks by the name `host` finds the chat: by that name, where both are on this
    machine, so that the cookie of one reaches the other.
    """
    if not host or not is_here(chat):
        return chat
    there = urlsplit(chat)
    port = "" if there.port is None else f":{there.port}"
    return f"{there.scheme}://{f'[{host}]' if ':' in host else host}{port}"


def _client(chat: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=chat, timeout=PATIENCE_S, trust_env=False, verify=not is_here(chat), follow_redirects=False
    )


def is_here(chat: str) -> bool:
    """Whether it is this machine: its certificate is made out to a name, and nobody stands in between."""
    host = urlsplit(chat).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(answer: httpx.Response) -> Viewer:
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise Refused
    for why in (Lacking, CameOtherwise):
        if answer.status_code == httpx.codes.FORBIDDEN and why.code in answer.text:
            raise why
    if answer.status_code != httpx.codes.OK:
        raise ChatSilent
    try:
        found = msgspec.json.decode(answer.content, type=tuple[Organisation, ...])
    except msgspec.DecodeError as error:
        raise ChatSilent from error
    if not found:
        raise NoFigures
    return Viewer(organisations=found)
