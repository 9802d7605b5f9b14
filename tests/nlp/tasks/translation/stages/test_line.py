"""The line of stages: a draft for each draft, in order, and none moves on that has its answer."""

from msgspec.structs import replace

from nlp.tasks.translation.draft import Ask, Draft, advanced
from nlp.tasks.translation.stages.answer import NOT_NEEDED, UNKNOWN_LANGUAGE
from tests.nlp.tasks.translation.test_translator import clumsy
from wire.contracts.events import Translation

ASKS = (
    Ask("A blue house.", "en", "xx"),
    Ask("😀", "en", "xx"),
    Ask("A red house.", None, "xx"),
    Ask("A green house. 😀 It is large.", "en", "xx"),
)


def test_each_stage_gives_a_draft_for_each_in_order(tmp_path):
    translator, _ = clumsy(tmp_path, str.upper)
    drafts = [Draft(ask) for ask in ASKS]
    for stage in translator._stages():
        drafts = advanced(stage, drafts)
        assert [draft.ask for draft in drafts] == list(ASKS)
    assert [draft.answer and draft.answer.text for draft in drafts] == [
        "A BLUE HOUSE.",
        None,
        None,
        "A GREEN HOUSE. 😀 IT IS LARGE.",
    ]
    assert (drafts[1].answer, drafts[2].answer) == (NOT_NEEDED, UNKNOWN_LANGUAGE)


def test_what_has_its_answer_is_passed_by():
    done = Translation(status="done", text="x")
    first, second, third = (Draft(ask) for ask in ASKS[:3])
    seen = []

    def stage(drafts):
        seen.extend(drafts)
        return [replace(draft, made=done) for draft in drafts]

    found = advanced(stage, [first, replace(second, answer=done), third])
    assert seen == [first, third]
    assert found == [replace(first, made=done), replace(second, answer=done), replace(third, made=done)]


def test_a_stage_is_not_called_for_nobody():
    def never(drafts):
        raise AssertionError

    assert advanced(never, [replace(Draft(ASKS[0]), answer=NOT_NEEDED)]) != []


def test_equal_requests_are_one_draft_and_as_many_answers(tmp_path):
    translator, engine = clumsy(tmp_path, str.upper)
    answers = translator.translate([ASKS[0], ASKS[3], ASKS[0]])
    assert answers[0] == answers[2] != answers[1]
    assert engine.calls == 3
