"""Names of workers: one each, and the same again after a restart."""

import pytest

from wire.contracts.errors import NoSlot
from wire.own_name import SLOTS, own_name


def test_workers_of_one_home_have_different_names_and_free_ones_are_taken_again(tmp_path):
    with own_name(tmp_path, "workers") as first:
        with own_name(tmp_path, "workers") as second:
            assert first != second
        with own_name(tmp_path, "workers") as third:
            assert third == second
    with own_name(tmp_path, "workers") as again:
        assert again == first


def test_workers_of_two_homes_on_one_machine_have_different_names(tmp_path):
    with own_name(tmp_path / "a", "workers") as first, own_name(tmp_path / "b", "workers") as second:
        assert first != second


def test_too_many_workers_are_told_what_to_do(tmp_path):
    def fill(count: int) -> None:
        if count == 0:
            with pytest.raises(NoSlot, match="DUOLOGUE_HOME"), own_name(tmp_path, "workers"):
                pass
            return
        with own_name(tmp_path, "workers"):
            fill(count - 1)

    fill(SLOTS)
