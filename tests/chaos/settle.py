"""After the storm: everything comes to rest, and is held to the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

import httpx
from sqlalchemy import func, select

from analytics.lake import Lake, collect
from service.store import Store
from service.store.file_tables import file_parts, files
from service.store.tables import enrichments, messages
from tests.chaos.ledger import Ledger, Seen, bytes_of
from tests.chaos.people import Author, Identity
from tests.chaos.screen import seen
from tests.waiting import rests
from wire.contracts.settings import Settings

Look = Callable[[], Any]
PAGE = 200


class Rest:
    """Looks until nothing moves any more, or nothing has for `patience` seconds."""

    def __init__(
        self, settings: Settings, ledger: Ledger, authors: Sequence[Author], patience: float
    ) -> None:
        self._settings, self._ledger, self._authors, self._patience = settings, ledger, authors, patience
        self._url = settings.chat_url

    async def wait(self) -> None:
        """Everything understood, on every screen and in the event log; what is not is a fault."""
        store = await Store.open(self._settings, patience=60)
        try:
            await self._until("parts not well", self._parts)
            await self._until("not understood in time", lambda: self._pending(store))
            if await self._asked_by_hand():
                await self._until("not understood in time", lambda: self._pending(store))
            found = await self._histories()
            await self._until("not on a screen", lambda: self._unseen(found))
            await self._until("not in the event log", lambda: self._unlogged(store))
            self._ledger.fault("in the event log alone", len(self._logged() - await self._known(store)))
            await self._files(store, found)
        finally:
            await store.close()

    async def _until(self, fault: str, left: Look) -> None:
        """Until nothing is left, as long as it becomes less."""
        clock = asyncio.get_running_loop().time
        least, since = 10**12, clock()
        for rest in rests():
            now = await left()
            if now < least:
                least, since = now, clock()
            if not now or clock() - since > self._patience:
                self._ledger.fault(fault, now)
                return
            await asyncio.sleep(rest)

    async def _parts(self) -> int:
        try:
            async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
                parts = (await http.get(f"{self._url}/health")).json()["parts"]
        except (httpx.HTTPError, ValueError):
            return 99
        return sum(one["status"] != "ok" for one in parts.values())

    async def _pending(self, store: Store) -> int:
        waiting = select(func.count()).where(enrichments.c.status == "pending")
        async with store.reading() as connection:
            return int(await connection.scalar(waiting) or 0)

    async def _asked_by_hand(self) -> int:
        """As bubbles offer: what was in hand when two workers were killed is put aside, and what was lost
        three times is given up."""
        asked = 0
        for author in (one for one in self._authors if one.me.role != "visitor"):
            for talk in author.me.talks:
                shown = await history(self._url, author.me, talk)
                for one in (one for one in shown if one.status == "failed"):
                    async with _client(self._url, author.me) as http:
                        answer = await http.post(f"/api/messages/{one.id}/enrichment")
                    asked += answer.status_code == httpx.codes.ACCEPTED
        self._ledger.done["translations asked for by hand"] += asked
        return asked

    async def _histories(self) -> dict[tuple[str, str], list[Seen]]:
        """What each reads in each conversation, held to the ledger."""
        found = {}
        for author in self._authors:
            for talk in author.me.talks:
                shown = found[author.me.id, talk] = await history(self._url, author.me, talk)
                self._ledger.check(talk, shown, whole=author.me.role != "visitor")
        return found

    async def _unseen(self, found: dict[tuple[str, str], list[Seen]]) -> int:
        """Messages that a screen shows otherwise than the service does, or not at all."""
        left = 0
        for author in self._authors:
            for talk in author.me.talks:
                for screen in author.screens:
                    left += len(set(found[author.me.id, talk]) ^ set(screen.kept[talk].seen()))
        return left

    def _logged(self) -> set[str]:
        (frame,) = collect(
            lambda: [Lake(self._settings.lake_path).messages().select("message_id", "enriched")]
        )
        self._ledger.faults["doubled in the event log"] = frame.height - frame["message_id"].n_unique()
        return set(frame.filter(frame["enriched"] != "pending")["message_id"])

    async def _known(self, store: Store) -> set[str]:
        async with store.reading() as connection:
            return set((await connection.execute(select(messages.c.id))).scalars())

    async def _unlogged(self, store: Store) -> int:
        return len(await self._known(store) - await asyncio.to_thread(self._logged))

    async def _files(self, store: Store, found: dict[tuple[str, str], list[Seen]]) -> None:
        """Each file that was sent is there for who reads it, and no bytes lie there that nobody knows of."""
        for author in self._authors:
            for talk in author.me.talks:
                for one in found[author.me.id, talk]:
                    if one.file_id:
                        self._ledger.fault("files lost", not await self._whole(author.me, one))
        await self._until("files without a row", lambda: self._strays(store))

    async def _whole(self, me: Identity, one: Seen) -> bool:
        async with _client(self._url, me) as http:
            answer = await http.get(f"{me.doors}/files/{one.file_id}")
        return sha256(answer.content).digest() == sha256(bytes_of(one.client_id)).digest()

    async def _strays(self, store: Store) -> int:
        async with store.reading() as connection:
            ids = set((await connection.execute(select(files.c.id))).scalars())
            parts = set((await connection.execute(select(file_parts.c.key))).scalars())
        root = self._settings.files_path
        lying = (
            [path.relative_to(root) for path in root.rglob("*") if path.is_file()] if root.exists() else []
        )
        return sum(not (ids & set(path.parts) or str(path) in parts) for path in lying)


async def history(url: str, me: Identity, talk: str) -> list[Seen]:
    """A whole conversation as somebody reads it over HTTP."""
    found: list[Seen] = []
    async with _client(url, me) as http:
        more, after = True, 0
        while more:
            query = {"after": after, "limit": PAGE}
            page = (await http.get(f"{me.doors}/conversations/{talk}/messages", params=query)).json()
            found += map(seen, page["messages"])
            more, after = page["more"], found[-1].seq if found else 0
    return found


def _client(url: str, me: Identity) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=url,
        headers={"Authorization": f"Bearer {me.token}"},
        timeout=60,
        verify=False,
        trust_env=False,
    )
