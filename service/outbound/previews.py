"""Making the preview of a link: its page is asked, its picture is brought in as any file that is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import msgspec

from service.errors import ServiceError
from service.files import uploads
from service.files.checking import Checker
from service.files.queries import KeptFile, file_for
from service.files.storage import FileStorage
from service.messaging.access import conversation_access, must_not_block
from service.outbound import linking
from service.outbound.link_preview import preview_of
from service.outbound.pages import PageReader
from service.store import Store
from wire.contracts.link_card import CardImage, LinkCard
from wire.contracts.settings import Settings

PICTURE = 6.0
"""Seconds that a picture may take in all, to come and to be written anew; else there is none."""
NAME = "link"
"""Name of the file that a picture is kept as: its sender has given it none."""


class LinkPreview(LinkCard, frozen=True, kw_only=True, omit_defaults=True):
    """What a message would show of a link."""

    id: str | None = None
    """By which a message may show it, for a day; null: it was only looked at."""


class LinkPreviews:
    """Makes previews of links, on request alone."""

    def __init__(
        self,
        reader: PageReader,
        store: Store,
        storage: FileStorage,
        checker: Checker,
        settings: Settings,
        within: float = PICTURE,
    ) -> None:
        self._reader, self._store, self._storage = reader, store, storage
        self._checker, self._settings, self._within = checker, settings, within

    async def look(self, url: str) -> LinkPreview:
        """What its page says of itself, without a picture. Nothing is kept. Raises LinkUnread."""
        seen = await preview_of(self._reader, url)
        return _shown(seen.card, None)

    async def make(self, me_id: str, conversation_id: str, url: str) -> LinkPreview:
        """The same, with its picture where there is one, kept for a message in this conversation.

        Raises:
            LinkUnread, NotFound, NotYours, RoleLacks, Blocked, Unavailable.
        """
        async with self._store.reading() as connection:
            must_not_block(await conversation_access(connection, me_id, conversation_id))
        seen = await preview_of(self._reader, url)
        image = await self._picture(me_id, conversation_id, seen.picture) if seen.picture else None
        card = msgspec.structs.replace(seen.card, image=image)
        async with self._store.writing() as connection:
            return _shown(card, await linking.keep(connection, me_id, conversation_id, card))

    async def _picture(self, me_id: str, conversation_id: str, url: str) -> CardImage | None:
        """None where it cannot be had, read or kept: a card can do without."""
        begun: list[str] = []
        try:
            async with asyncio.timeout(self._within):
                kept = await self._brought(me_id, conversation_id, url, begun)
        except (ServiceError, TimeoutError):
            kept = None
        if kept is not None and kept.width and kept.height:
            return CardImage(
                file_id=kept.id,
                width=kept.width,
                height=kept.height,
                blurhash=kept.blurhash,
                preview=kept.preview,
            )
        for file_id in begun:
            with suppress(ServiceError):  # it is swept away in a day
                await uploads.drop(self._store, me_id, file_id)
        return None

    async def _brought(self, me_id: str, conversation_id: str, url: str, begun: list[str]) -> KeptFile:
        """As its sender would bring it: within the same bounds, looked at by the same eyes."""
        body = await self._reader.picture(url)
        upload = await uploads.begin(
            self._store, self._storage, self._settings, me_id, conversation_id, size=len(body), name=NAME
        )
        begun.append(upload.id)
        await uploads.append(self._store, self._storage, me_id, upload.id, 0, _whole(body))
        await self._checker.check(upload.id)
        return await file_for(self._store, me_id, upload.id)

    async def close(self) -> None:
        """Let go of connections."""
        await self._reader.close()


async def _whole(body: bytes) -> AsyncIterator[bytes]:
    yield body


def _shown(card: LinkCard, preview_id: str | None) -> LinkPreview:
    return LinkPreview(
        id=preview_id,
        url=card.url,
        title=card.title,
        description=card.description,
        site=card.site,
        host=card.host,
        image=card.image,
    )
