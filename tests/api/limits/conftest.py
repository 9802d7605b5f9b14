from collections.abc import Iterator

import pytest

from tests.api.serving import patience


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """What is asked here is who counts what."""
    with patience():
        yield
