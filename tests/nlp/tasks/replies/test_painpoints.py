"""One group of what is asked in two languages, by the real encoder; and how it is told."""

from datetime import UTC, datetime, timedelta

from service.cli.painpoints import WEEK, grouped, line, looked_at
from service.desk.said import Said

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ASKED = {
    "order": (
        (
            "Where is my order?",
            "When will my order arrive?",
            "My order has not come yet",
            "Where's my order now",
        ),
        ("Onde está a minha encomenda?", "Quando chega a minha encomenda?", "A encomenda ainda não chegou"),
    ),
    "password": (
        (
            "I forgot my password",
            "How do I reset my password?",
            "My password does not work",
            "Change password",
        ),
        ("Esqueci a minha palavra-passe", "Como mudo a palavra-passe?", "A palavra-passe não funciona"),
    ),
}


def test_what_is_asked_in_two_languages_is_one_group_named_by_its_words(embedder):
    said = [
        Said(text=text, read=text if known else None, author_id=f"{number}-{text}", sentiment="negative",
             language="en" if known else "pt", at=NOW - timedelta(days=1))
        for number in range(2)
        for english, portuguese in ASKED.values()
        for known, texts in ((True, english), (False, portuguese))
        for text in texts
    ]  # fmt: skip
    found, names = grouped(said, embedder, ["Password Jones"], "en")
    kinds = {text: word for word, both in ASKED.items() for texts in both for text in texts}
    held = [[one for one, of in zip(said, found.of, strict=True) if of == at] for at in range(found.many)]
    assert held and all(len({kinds[one.text] for one in group}) == 1 for group in held)
    assert any(len({one.language for one in group}) == 2 for group in held)
    named = {kinds[group[0].text]: words for group, words in zip(held, names, strict=True) if words}
    assert named == {"order": ("order",)}, "nobody's name, and no word of a few"
    told = line(said[:14], ("order",), NOW, NOW - 2 * WEEK)
    assert told.endswith("14 people, 100% negative, 14 this week after 0  rising")
    assert "(no word that several people share)  | 0 people, – negative" in line([], (), NOW, NOW)


def test_nothing_is_said_of_a_week_that_was_not_looked_at():
    of = [
        Said(text="x", read=None, author_id="a", sentiment=None, language="en", at=NOW - timedelta(days=1))
    ] * 9
    ends = [line(of, (), NOW, NOW - timedelta(days=days)).rpartition("negative")[2] for days in (6, 13, 14)]
    assert ends == ["", ", 9 this week", ", 9 this week after 0  rising"]
    assert looked_at(of, NOW - WEEK, most=9) == of[-1].at and looked_at(of, NOW - WEEK) == NOW - WEEK
