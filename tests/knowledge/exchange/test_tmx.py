"""TMX: what is written is valid by a parser that is not ours, and is read again as it was."""

import io
import xml.dom.minidom
from datetime import UTC, datetime

import pytest

from service.knowledge.exchange import tmx
from service.knowledge.exchange.tmx import NotTmx, Unit

UNITS = [
    Unit(
        source='Oi & <tudo> "bem"?\nSim\r\n😀',
        target="]]> & 'all' well\ttab",
        source_language="pt",
        target_language="zh-hant",
        created_at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
    ),
    Unit(source="مرحبا", target="Hello", source_language="ar", target_language="en"),
]


def read(text):
    return list(tmx.read(io.BytesIO(text.encode())))


def test_it_is_tmx_1_4():
    document = xml.dom.minidom.parseString("".join(tmx.write(UNITS)))
    root = document.documentElement
    assert (root.tagName, root.getAttribute("version")) == ("tmx", "1.4")
    assert document.doctype.systemId == "tmx14.dtd"
    header, body = [one for one in root.childNodes if one.nodeType == one.ELEMENT_NODE]
    required = ("creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype")
    assert all(header.getAttribute(name) for name in required)
    assert header.getAttribute("segtype") in {"block", "paragraph", "sentence", "phrase"}
    units = body.getElementsByTagName("tu")
    assert [one.getAttribute("creationdate") for one in units] == ["20260304T050607Z", ""]
    for unit in units:
        assert [one.tagName for one in unit.childNodes] == ["tuv", "tuv"]
        assert all(one.getAttribute("xml:lang") for one in unit.childNodes)
        assert [one.firstChild.tagName for one in unit.childNodes] == ["seg", "seg"]


def test_what_is_written_is_read_again():
    assert read("".join(tmx.write(UNITS))) == UNITS
    assert read("".join(tmx.write([]))) == []


def test_what_xml_cannot_hold_is_left_out():
    [unit] = read(
        "".join(
            tmx.write(
                [Unit(source="a\x0bb\x00", target="c\ufffe", source_language="en", target_language="pt")]
            )
        )
    )
    assert (unit.source, unit.target) == ("ab", "c")


def test_files_of_other_tools():
    text = """<?xml version="1.0"?><tmx version="1.1"><header srclang="en-US"/><body>
    <tu><prop type="x">y</prop><note>n</note>
      <tuv lang="pt"><seg>Clique <bpt i="1">&lt;b&gt;</bpt>aqui<ept i="1">&lt;/b&gt;</ept>.</seg></tuv>
      <tuv lang="EN-US"><seg>Click <hi>here</hi>.</seg></tuv>
      <tuv lang="de"><seg>Hier klicken.</seg></tuv>
      <tuv lang="fr"><seg></seg></tuv>
    </tu><tu><tuv xml:lang="en"><seg>alone</seg></tuv></tu></body></tmx>"""
    assert [(one.source, one.target, one.source_language, one.target_language) for one in read(text)] == [
        ("Click here.", "Clique aqui.", "EN-US", "pt"),
        ("Click here.", "Hier klicken.", "EN-US", "de"),
    ]


@pytest.mark.parametrize("text", ["", "no xml", "<html><body/></html>", "<tmx><body><tu>"])
def test_what_is_no_tmx_is_refused_in_words(text):
    with pytest.raises(NotTmx):
        read(text)


def test_entities_do_not_grow_without_bound():
    """A few hundred bytes must not become gigabytes."""
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = '<tu><tuv xml:lang="en"><seg>&a11;</seg></tuv></tu>'
    bomb = f'<!DOCTYPE tmx [<!ENTITY a0 "ha">{levels}]><tmx><body>{body}</body></tmx>'
    with pytest.raises(NotTmx):
        read(bomb)
