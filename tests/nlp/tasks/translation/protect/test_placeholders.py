"""Placeholders, and what is due back."""

from nlp.tasks.translation.protect.placeholders import intact, mask, split, unmask
from nlp.tasks.translation.surface.loops import loops, without_glosses

TEXT = "Hi @bob, pay $5 at https://x.y 🎉🎉 please"


def test_hard_tokens_are_masked_and_come_back():
    masked = mask(TEXT)
    assert masked.text == "Hi XQ1, pay $5 at XQ2 please"
    assert unmask(masked, "Oi XQ1, pague $5 em XQ2 por favor") == (
        "Oi @bob, pague $5 em https://x.y 🎉🎉 por favor",
        frozenset(),
    )


def test_more_tokens_are_masked_on_demand():
    assert mask("I own 3 or 4 cats", frozenset({"3", "4"})).text == "I own XQ1 or XQ2 cats"


def test_prices_are_masked_by_numbers():
    assert mask(TEXT, frozenset({"$5"})).text == "Hi XQ1, pay 5 at XQ3 please"
    assert mask("$5 for 5", frozenset({"$5"})).text == "350 for 5"
    assert mask("$1,200 or 1.200 €", frozenset({"$1,200", "1.200 €"})).text == "350 or 240"
    assert unmask(mask("€17.50", frozenset({"€17.50"})), "de 17") == ("de €17.50", frozenset())


def test_times_are_masked_by_times():
    assert mask("come at 5pm", frozenset({"5pm"})).text == "come at 5:00"
    assert mask("às 14h30", frozenset({"14h30"})).text == "às 14:30"
    assert mask("5:00 or 5pm", frozenset({"5pm"})).text == "5:00 or XQ1"
    assert mask("12 cats", frozenset({"12"})).text == "XQ1 cats"
    assert unmask(mask("come at 5pm", frozenset({"5pm"})), "venha às 5:00") == ("venha às 5pm", frozenset())


def test_lost_doubled_and_changed_tokens_are_named():
    masked = mask(TEXT)
    assert unmask(masked, "Oi XQ1, pague 5 em XQ2")[1] == {"$5"}
    assert unmask(masked, "Oi, pague $5 em XQ2")[1] == {"@bob"}
    assert "@bob" in unmask(masked, "Oi XQ1 XQ1, pague $5 em XQ2")[1]
    assert unmask(masked, "Oi XQ12, pague $5 em XQ2")[1] == {"@bob"}


def test_a_text_with_our_own_placeholder_in_it_is_safe():
    masked = mask("is XQ1 or @bob right")
    assert "XQ" not in masked.text
    assert unmask(masked, masked.text) == ("is XQ1 or @bob right", frozenset())


def test_bare_numbers_need_their_digits_only():
    assert unmask(mask("the 1st of 3"), "o 1º de 3") == ("o 1º de 3", frozenset())
    assert unmask(mask("the 1st of 3"), "o primeiro de 13")[1] == {"1", "3"}


def test_backslashes_in_tokens_are_kept():
    masked = mask(r"see `a\1b\g<0>` now")
    assert unmask(masked, masked.text)[0] == r"see `a\1b\g<0>` now"


def test_split_loses_nothing():
    assert "".join(part for part, _ in split(TEXT)) == TEXT
    assert [part for part, token in split(TEXT) if token and part.strip(" ,")] == [
        "@bob",
        "$5",
        "https://x.y",
        "🎉",
        "🎉",
    ]


def test_intact_counts():
    assert intact("2 cats 😀 and 😀", "😀 2 gatos 😀")
    assert not intact("2 cats 😀 and 😀", "2 gatos 😀")
    assert not intact("pay 12 now", "pague 112 agora")


def test_loops_are_noticed_and_honest_repetition_is_not():
    assert loops("good cat", "bom gato bom gato bom gato bom gato bom gato")
    assert loops("hello", "olá " * 40)
    assert loops("aaa", "a" * 40)
    assert loops("oi привет", "hi" + ' "' * 20)
    assert not loops("wow!!!!!!!!!!!!", "uau!!!!!!!!!!!!!")
    assert not loops("no no no no no", "não não não não não")
    assert not loops("I like it very much indeed", "Eu gosto muito disso, de verdade")


def test_a_very_long_text_is_checked_in_no_time():
    assert not loops("one", "um dois ") and loops("x " * 2000, "palavra, " * 5000)


def test_remarks_in_brackets_go_where_there_were_none():
    assert without_glosses("Black Friday", "Black Friday (em inglês)") == "Black Friday"
    assert without_glosses("one (two)", "um (dois)") == "um (dois)"
