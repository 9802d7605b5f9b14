"""What parts keep in the broker, by Sentinel and on a cluster: their own tests, run once more on each."""

import pytest

from tests.api.limits.conftest import patient  # noqa: F401
from tests.api.limits.test_counting import (  # noqa: F401
    test_forgiven_is_as_if_never_counted,
    test_processes_count_together_and_people_apart,
)
from tests.api.limits.test_sockets import (  # noqa: F401
    renewed_often,
    test_a_killed_process_leaks_nothing_and_a_living_one_keeps_its_own,
    test_all_processes_count_together_and_what_leaves_makes_room,
    test_many_at_once_are_never_too_many,
)
from tests.jobs.test_routing import (  # noqa: F401
    test_a_flood_goes_to_its_authors_lane_and_everybody_else_stays,
    test_what_others_cause_is_on_their_account,
)
from tests.realtime.test_connections import (  # noqa: F401
    test_a_ring_reaches_every_socket_of_a_person_here_and_elsewhere_once,
    test_cancelled_joins_leave_nothing,
    test_ending_a_session_closes_its_sockets_everywhere_and_no_others,
    test_five_hundred_comings_and_goings_leave_nothing,
    test_what_is_rung_before_join_returns_elsewhere_cannot_be_missed_after,
)
from tests.realtime.test_online import test_a_host_whose_clock_is_an_hour_off_takes_nobody_for_gone  # noqa: F401
from tests.realtime.test_presence import (  # noqa: F401
    test_partners_hear_of_the_first_socket_and_of_the_last_across_processes,
    test_people_of_a_process_that_died_go_offline,
)
from tests.worker.test_presence import test_news_is_told_at_once_and_taken_away_in_the_end  # noqa: F401
from tests.worker.test_shared_cache import (  # noqa: F401
    patience,
    test_a_claim_of_a_worker_that_died_holds_nobody_up,
    test_a_second_worker_does_not_translate_again,
    test_equal_segments_of_two_workers_at_once_are_asked_for_once,
)


@pytest.fixture(params=["sentinel", "cluster"])
def broker_url(request: pytest.FixtureRequest, brokers: dict) -> str:
    """URL of an empty broker of each kind; a single one is asked where these tests are."""
    one = brokers[request.param]
    one.flush()
    return str(one.url)
