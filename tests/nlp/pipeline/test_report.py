"""What the doctor says of language tasks."""

from dataclasses import replace

from nlp.report import report


def test_every_language_task_is_ready(settings):
    found = {line.task: line for line in report(settings)}
    for task in ("language", "translation en>pt", "translation pt>en", "embeddings", "sentiment", "replies"):
        assert found[task].state == "ready", found[task]
        assert found[task].why
    assert found["sentiment"].why.startswith("sentiment-e5@")


def test_what_is_not_ready_says_how_to_get_it(settings):
    assert all(line.how for line in report(settings) if line.state != "ready")


def test_a_setting_that_cannot_work_is_a_line_and_no_crash(settings):
    lines = report(replace(settings, routes=("nonsense",)))
    assert [line.state for line in lines if line.task == "translation"] == ["broken"]
