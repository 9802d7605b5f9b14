"""Secrets that are sealed: what becomes of them where the key in the home is lost."""

import pytest

from service.errors import Unavailable
from service.store.seal import FILE, Seal
from wire.contracts.settings import Settings


def test_a_lost_key_is_put_back_and_none_is_made_in_its_place(tmp_path):
    sealed = Seal(Settings(home=tmp_path)).close("secret", "ana")
    kept = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).unlink()
    seal = Seal(Settings(home=tmp_path))
    with pytest.raises(Unavailable):
        seal.open(sealed, "ana")
    assert not (tmp_path / FILE).exists()
    (tmp_path / FILE).write_bytes(kept)
    assert seal.open(sealed, "ana") == "secret", "without a new start"
    with pytest.raises(Unavailable):
        seal.open(sealed, "ben")


def test_what_was_sealed_with_the_file_opens_once_the_settings_have_a_key(tmp_path):
    sealed = Seal(Settings(home=tmp_path)).close("secret", "ana")
    given = Seal(Settings(home=tmp_path, seal_key="k" * 32))
    assert given.open(sealed, "ana") == "secret"
    fresh = given.close("other", "ana")
    assert given.open(fresh, "ana") == "other"
    with pytest.raises(Unavailable):
        Seal(Settings(home=tmp_path)).open(fresh, "ana")


@pytest.mark.parametrize("spoilt", [b"", b"no key", b"\xff" * 44])
def test_what_is_no_key_opens_and_seals_nothing(tmp_path, spoilt):
    (tmp_path / FILE).write_bytes(spoilt)
    seal = Seal(Settings(home=tmp_path))
    for ask in (lambda: seal.close("secret", "ana"), lambda: seal.open("AAAA", "ana")):
        with pytest.raises(Unavailable):
            ask()
    assert (tmp_path / FILE).read_bytes() == spoilt
