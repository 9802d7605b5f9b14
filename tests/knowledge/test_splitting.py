"""Articles to passages: each short, plain and of one heading; nothing of the text is lost."""

import pytest

from service.knowledge.articles.splitting import LONGEST, first_heading, split

RETURNS = """# Returns

You have **30 days** to send it back.
See [our form](https://shop.test/form).

Use the `label` in the box.

## Refunds
> We pay within five days.
"""


def test_paragraphs_of_one_heading_go_together_without_their_marks():
    assert [(one.heading, one.text) for one in split(RETURNS)] == [
        (
            "Returns",
            "You have 30 days to send it back.\nSee our form (https://shop.test/form).\n"
            "Use the label in the box.",
        ),
        ("Refunds", "We pay within five days."),
    ]
    assert first_heading(RETURNS) == "Returns"
    assert first_heading("plain") is None


@pytest.mark.parametrize(
    "text",
    ["One sentence of some words. " * 100, "word " * 500, "字" * 2000, "好的。" * 500, "x" * 481],
    ids=["sentences", "words", "signs", "chinese", "one"],
)
def test_a_long_paragraph_is_cut_and_none_of_it_lost(text):
    found = split(text)
    assert all(0 < len(one.text) <= LONGEST for one in found)
    assert "".join("".join(one.text.split()) for one in found) == "".join(text.split())
    assert len(found) <= 2 + 2 * len(text) // LONGEST


@pytest.mark.parametrize("text", ["", "\n\n", "# Only\n## Headings", "**"])
def test_what_says_nothing_has_no_passages(text):
    assert split(text) == []
