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
