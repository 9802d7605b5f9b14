"""The organisation of the demo, with all that its owner would set; what is there already stays as it is."""

from __future__ import annotations

import msgspec

from service.demo.desk.book import Book
from service.desk.channels import Wanted, create_channel, list_channels
from service.desk.models import Channel
from service.desk.routing.rules import get_hours, set_hours
from service.desk.tags import TagWanted, create_tag, list_tags
from service.errors import NotFound
from service.identity.invitations import accept_invitation
from service.identity.invitations import invite as invite_member
from service.identity.organisations import create_organisation, list_members, list_organisations
from service.identity.people import find_person
from service.knowledge.articles.commands import list_articles, write_article
from service.knowledge.articles.models import Writing
from service.knowledge.canned import Text, add_canned, canned_of_organisation
from service.store import Store

OWN_LANGUAGE = "en"


class Founded(msgspec.Struct, frozen=True, kw_only=True):
    """What the rest of the demo goes by."""

    organisation_id: str
    channel: Channel
    tags: dict[str, str]
    """Id by name."""


async def found(store: Store, book: Book, ids: dict[str, str], origins: tuple[str, ...]) -> Founded:
    """The organisation of these accounts, by handle. `origins`: sites that show its widget."""
    owner = ids[next(iter(book.agents))]
    where = await _organisation(store, book, owner)
    await _seat(store, book, ids, owner, where)
    channel = await _channel(store, book, owner, where, origins)
    if not (await get_hours(store, owner, where)).week:
        await set_hours(store, owner, where, book.hours())
    await _teach(store, book, owner, where)
    return Founded(organisation_id=where, channel=channel, tags=await _tags(store, book, owner, where))


async def _organisation(store: Store, book: Book, owner: str) -> str:
    for one in await list_organisations(store, owner):
        if one.role == "owner":
            return one.id
    return (await create_organisation(store, owner, name=book.name, language=OWN_LANGUAGE)).id


async def _seat(store: Store, book: Book, ids: dict[str, str], owner: str, where: str) -> None:
    there = {one.account_id for one in await list_members(store, owner, where)}
    for handle in book.agents:
        if ids[handle] not in there:
            made = await invite_member(store, owner, where, "agent")
            await accept_invitation(store, ids[handle], made.token)


async def _channel(store: Store, book: Book, owner: str, where: str, origins: tuple[str, ...]) -> Channel:
    known = await list_channels(store, owner, where)
    if known:
        return known[0]
    wanted = Wanted(greeting=book.greeting, allowed_origins=origins, colour="#15803d")
    return await create_channel(store, owner, where, name=book.name, language=OWN_LANGUAGE, wanted=wanted)


async def _teach(store: Store, book: Book, owner: str, where: str) -> None:
    """Canned answers and articles, where there are none of either."""
    if not await canned_of_organisation(store, owner, where):
        for language, by_shortcut in book.canned.items():
            for shortcut, text in by_shortcut.items():
                written = Text(shortcut=shortcut, language=language, text=text)
                await add_canned(store, owner, written, where)
    if not await list_articles(store, owner, where):
        for title, text in book.articles.items():
            article = Writing(title=title, language=OWN_LANGUAGE, text=text)
            await write_article(store, owner, where, article)


async def _tags(store: Store, book: Book, owner: str, where: str) -> dict[str, str]:
    known = {one.name: one.id for one in await list_tags(store, owner, where)}
    for name, colour in () if known else book.tags.items():
        known[name] = (await create_tag(store, owner, where, TagWanted(name=name, colour=colour))).id
    return known


async def key_of(store: Store, book: Book) -> str | None:
    """Of its channel, where the demo is there."""
    try:
        owner = (await find_person(store, "", next(iter(book.agents)))).id
    except NotFound:
        return None
    for one in await list_organisations(store, owner):
        for channel in await list_channels(store, owner, one.id) if one.role == "owner" else ():
            return channel.key
    return None
