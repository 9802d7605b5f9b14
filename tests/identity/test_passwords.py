"""What a hash costs who would guess, though tests pay less."""

from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from service.identity import passwords
from tests.conftest import PASSWORD_COST


def test_a_hash_costs_what_the_rfc_recomcorrections():
    recommended = RFC_9106_LOW_MEMORY
    assert (recommended.time_cost, recommended.memory_cost) == PASSWORD_COST


def test_hashes_are_made_at_the_cost_that_is_set():
    made = extract_parameters(passwords._hasher().hash("a long password"))
    assert (made.time_cost, made.memory_cost) == (passwords.PASSES, passwords.MEMORY_KIB)
    assert made.parallelism == 1
