"""The outer form of a message."""

import pytest

from nlp.tasks.translation.layout.pieces import lay_out


def spoken(text: str) -> list[str]:
    return [piece.text for piece in lay_out(text) if piece.spoken]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Hello", ["Hello"]),
        ("  one\r\n\n\ttwo  ", ["one", "two"]),
        ("🎉 Hello world 🎉🎉", ["Hello world"]),
        ("I love it 😍 see you soon :)", ["I love it", "see you soon"]),
        ("I ❤️ you", ["I ❤️ you"]),
        ("- one thing\n2. another\n> quoted", ["one thing", "another", "quoted"]),
        ("see\n```\nprint(1)\n```\nok", ["see", "ok"]),
        ("kkkkk mto bom", ["kkkkk", "mto bom"]),
        ("that is funny hahaha!", ["that is funny", "hahaha!"]),
        ("haha", ["haha"]),
        ("😀😀", []),
        ("https://x.y 10:30 A-1234", []),
        ("12.50 €", []),
        ("", []),
    ],
)
def test_clauses_are_found_and_nothing_is_lost(text, clauses):
    assert spoken(text) == clauses
    assert "".join(piece.text for piece in lay_out(text)) == text
