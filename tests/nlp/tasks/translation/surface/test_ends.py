"""Exclamation marks and small letters after a stop are the writer's; engines read stops and capitals."""

import pytest

from nlp.tasks.translation.surface.ends import plain, restored


@pytest.mark.parametrize(
    ("text", "read", "rendered", "target", "shown"),
    [
        ("Um beijo grande!", "Um beijo grande.", "A big kiss.", "en", "A big kiss!"),
        ("Oi! tudo bem?", "Oi. Tudo bem?", "Hi. How are you?", "en", "Hi! how are you?"),
        ("one. two! three.", "one. Two. Three.", "um. Dois. Três.", "pt", "um. dois! três."),
        ("fui. i know", "fui. I know", "I went. I know", "en", "I went. I know"),
        ("Wait!!", "Wait.", "Attendez.", "fr", "Attendez !"),
        ("Wait! Now.", "Wait. Now.", "Espera agora.", "es", "Espera agora."),
        ("No. Wait!", "No. Wait.", "Non, attends.", "it", "Non, attends!"),
        ("3.5 kg", "3.5 kg", "3.5 kg", "pt", "3.5 kg"),
        ("No!", "No!", "No!", "ca", "No!"),
        ("no! no! go!", "no! No! Go.", "não! Não! Vá.", "pt", "não! não! vá!"),
        ("Oh! Oh! Oh!", "Oh. Oh. Oh.", "Ah. Ah, ah.", "pt", "Ah! Ah, ah!"),
        (
            "U.S. sales, e.g. oil!",
            "U.S. sales, e.g. oil.",
            "Ventas, p. ej. crudo.",
            "es",
            "Ventas, p. ej. crudo!",
        ),
        ("USA now!", "USA now.", "E.U.A. agora.", "pt", "E.U.A. agora!"),
        ("Mr. smith, dr. who.", "Mr. smith, dr. who.", "Sr. smith, dr. who.", "pt", "Sr. smith, dr. who."),
        ("Later, alligator!", "Later, alligator.", "Até logo, alligator", "pt", "Até logo, alligator!"),
        ("Later, alligator!", "Later, alligator.", "Plus tard, alligator", "fr", "Plus tard, alligator !"),
        ("Sure? Yes…", "Sure? Yes…", "Certo? Sim…", "pt", "Certo? Sim…"),
    ],
)
def test_there_and_back(text, read, rendered, target, shown):
    found, ends = plain(text)
    assert found == read
    assert restored(rendered, ends, target) == shown


@pytest.mark.parametrize("text", ["", "abc", "...", "ß. ß!", "ŉ. ŉ!", "a.b!c", "İ! i"])
def test_what_an_engine_gives_back_unchanged_reads_as_it_was_written(text):
    read, ends = plain(text)
    assert restored(read, ends, "pt") == text
