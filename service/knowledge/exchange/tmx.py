"""TMX 1.4, the exchange format of translation memories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""Elements of a segment whose content is markup of another format."""


class NotTmx(Exception):
    """The file is no TMX; the text says why."""


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A segment and its translation. Languages are BCP 47 tags."""

    source: str
    target: str
    source_language: str
    target_language: str
    created_at: datetime | None = None


def write(units: Iterable[Unit]) -> Iterator[str]:
    """A TMX 1.4 document in pieces, to be encoded as UTF-8. Characters that XML cannot hold are left out."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
    yield (
        '<header creationtool="duologue" creationtoolversion="1" segtype="block" o-tmf="duologue" '
        'adminlang="en" srclang="*all*" datatype="plaintext"/>\n<body>\n'
    )
    for unit in units:
        made = f' creationdate="{unit.created_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"' if unit.created_at else ""
        yield f"<tu srclang={quoteattr(unit.source_language)}{made}>"
        yield _variant(unit.source_language, unit.source) + _variant(unit.target_language, unit.target)
        yield "</tu>\n"
    yield "</body>\n</tmx>\n"


def read(file: BinaryIO) -> Iterator[Unit]:
    """Each unit, from its source language into every other one that it has.

    The source is the variant that `srclang` of the unit or the header names, else the first.

    Raises:
        NotTmx: not well-formed, or another kind of XML.
    """
    header, root = "", ""
    try:
        for event, element in iterparse(file, ("start", "end")):
            if event == "start":
                root = root or element.tag
                if root != "tmx":
                    raise NotTmx(f"The file begins with <{root}>, not with <tmx>.")
                if element.tag == "header":
                    header = element.get("srclang", "")
            elif element.tag == "tu":
                yield from _units(element, header)
                element.clear()
    except ParseError as error:
        raise NotTmx(f"The file is not well-formed XML: {error}.") from error
    except DefusedXmlException as error:  # entities may grow without end, or name files of this machine
        raise NotTmx("The file defines entities (<!ENTITY …>), which are not taken.") from error


def _variant(language: str, text: str) -> str:
    segment = escape(_NOT_XML.sub("", text), {"\r": "&#13;"})
    return f"<tuv xml:lang={quoteattr(language)}><seg>{segment}</seg></tuv>"


def _units(element: Element, header: str) -> Iterator[Unit]:
    variants = [(_language(one), _text(one.find("seg"))) for one in element.iter("tuv")]
    spoken = [(language, text) for language, text in variants if language and text]
    wanted = (element.get("srclang") or header).lower()
    first = next((one for one in spoken if one[0].lower() == wanted), spoken[0] if spoken else None)
    for language, text in spoken if first else ():
        if first and language.lower() != first[0].lower():
            yield Unit(
                source=first[1],
                target=text,
                source_language=first[0],
                target_language=language,
                created_at=_made(element.get("creationdate")),
            )


def _language(variant: Element) -> str:
    return variant.get(_LANG) or variant.get("lang") or ""


def _text(segment: Element | None) -> str:
    if segment is None:
        return ""
    inside = (("" if one.tag in _CODES else _text(one)) + (one.tail or "") for one in segment)
    return (segment.text or "") + "".join(inside)


def _made(date: str | None) -> datetime | None:
    try:
        return datetime.strptime(date or "", "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
