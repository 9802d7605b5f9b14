"""What a page says of itself, as plain text that is safe to show: nothing of it is ever markup of ours."""

from __future__ import annotations

import asyncio
import unicodedata
from urllib.parse import urljoin

import httpx
import msgspec
from lxml import etree

from service.outbound.errors import LinkUnread
from service.outbound.pages import Page, PageReader
from service.text.visible import is_blank
from wire.contracts.link_card import LinkCard

TITLE, DESCRIPTION, SITE = 200, 400, 80
"""Characters that are kept of each."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows of itself."""

    card: LinkCard
    """Without its picture."""
    picture: str = ""
    """Address of the picture that it names; empty: it names none."""


async def preview_of(reader: PageReader, url: str) -> Seen:
    """Ask the page at `url` what it is. LinkUnread: it cannot be had, or says nothing."""
    page = await reader.read(url)
    said = await asyncio.to_thread(_said, page)
    title = _shown(said.get("og:title") or said.get("title", ""), TITLE)
    if is_blank(title):
        raise LinkUnread("This page does not say what it is.")
    described = said.get("og:description") or said.get("description", "")
    card = LinkCard(
        url=url,
        title=title,
        description=_shown(described, DESCRIPTION),
        site=_shown(said.get("og:site_name", ""), SITE),
        host=httpx.URL(page.url).raw_host.decode().strip("[]"),
    )
    return Seen(card=card, picture=_picture(page, said))


def _picture(page: Page, said: dict[str, str]) -> str:
    named = (said.get("og:image:secure_url") or said.get("og:image") or "").strip()
    try:
        return urljoin(page.url, named) if named else ""
    except ValueError:
        return ""


def _said(page: Page) -> dict[str, str]:
    """Of each name the first. A page in an unknown encoding is read as what it looks like."""
    found: dict[str, str] = {}
    try:
        root = etree.fromstring(page.body, etree.HTMLParser(encoding=_known(page), no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return found
    if root is None:
        return found
    for one in root.iter("meta"):
        name = (one.get("property") or one.get("name") or "").lower()
        found.setdefault(name, one.get("content") or "")
    title = root.find(".//title")
    if title is not None:
        found["title"] = title.text or ""
    return found


def _known(page: Page) -> str | None:
    """The encoding that the server says, where the library knows it; else that of the page."""
    if page.charset is not None:
        try:
            etree.HTMLParser(encoding=page.charset)
        except LookupError:
            return None
    return page.charset


def _shown(text: str, most: int) -> str:
    """In one line, without what turns the direction or is not to be seen, and no longer than `most`."""
    plain = "".join(" " if one.isspace() else one for one in text[: 8 * most])
    plain = "".join(one for one in plain if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co"))
    short = " ".join(plain.split())
    return short if len(short) <= most else short[: most - 1].rstrip() + "…"
