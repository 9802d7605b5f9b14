"""One small training, whole, for all tests of this folder and of engine `own`."""

import msgspec
import pytest

from nlp.training.translation.config import find_recipe, read_recipe
from nlp.training.translation.prepared import prepare
from nlp.training.translation.templates import write_templates


@pytest.fixture(scope="session")
def smoke():
    """The recipe of `--smoke`."""
    return read_recipe(find_recipe("smoke"))


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """Folder with the sentences of `--smoke`."""
    return write_templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(scope="session")
def prepared(smoke, templates, tmp_path_factory):
    """What that recipe makes of them, for all who only read it."""
    return prepare(smoke, templates, tmp_path_factory.mktemp("corpus") / "prepared", print)


@pytest.fixture(scope="session")
def short(smoke):
    """The same recipe with fewer steps: for what needs a training, but not what it learns."""
    training = msgspec.structs.replace(smoke.training, steps=12, checkpoint=4, evaluate=100, report=1)
    return msgspec.structs.replace(smoke, training=training)
