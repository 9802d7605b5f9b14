"""Whether an address stands in a text, or only begins like another that does."""

import pytest

from service.text.links import has_link


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("https://a.test/b", True),
        ("see (https://a.test/b), or", True),
        ("https://a.test/b.", True),
        ("https://a.test/b。好", True),
        ("https://a.test/bc and https://a.test/b", True),
        ("https://a.test/bc", False),
        ("https://a.test/b.html", False),
        ("https://a.test/b?c", False),
        ("", False),
    ],
)
def test_a_link_stands_in_a_text_where_no_longer_one_does(text, there):
    assert has_link(text, "https://a.test/b") is there
