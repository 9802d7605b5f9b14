"""Names of files: kept as they are sent, or refused for a reason."""

import pytest

from service.errors import InvalidInput
from service.files.naming import LONGEST, file_name


@pytest.mark.parametrize("name", ["menu.pdf", "Olá mundo.txt", "写真.jpg", "صورة.png", "a.b.c", ".env"])
def test_names_that_people_give_are_kept(name):
    assert file_name(f" {name} ") == name


def test_a_name_is_one_whatever_keyboard_it_comes_from():
    assert file_name("Ola\u0301.txt") == file_name("Ol\u00e1.txt")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "empty"),
        ("...", "empty"),
        ("\u3164", "empty"),
        ("x" * 300, "long"),
        ("é" * (LONGEST - 10), "long"),
        ("photo\u202egpj.exe", "direction"),
        ("\u2066a.png", "direction"),
        ("../../etc/passwd", "characters"),
        ("a\\b.png", "characters"),
        ("C:a.png", "characters"),
        ("a\nb.png", "characters"),
        ("a\x07b.png", "characters"),
    ],
)
def test_what_deceives_or_breaks_out_is_refused(name, reason):
    with pytest.raises(InvalidInput) as refused:
        file_name(name)
    assert refused.value.details == {"field": "name", "reason": reason}


@pytest.mark.parametrize("name", ["a\x00b", "a\ud800b"])
def test_what_no_database_holds_is_refused(name):
    with pytest.raises(InvalidInput):
        file_name(name)
