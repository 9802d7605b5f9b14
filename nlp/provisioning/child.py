"""A process that fetches one language and says how far it is: so it can be stopped, and a worker goes on.

What to fetch comes as one `Job` on its input. Each line of its output is a `Step`; the last one has `over`.
"""

from __future__ import annotations

import sys

from nlp.errors import NlpError, PullFailed
from nlp.provisioning.pull import pull
from nlp.provisioning.steps import Step, read_job
from wire.contracts.codec import encode
from wire.contracts.pulls import PullReason
from wire.contracts.settings import Settings


def main() -> None:
    """Do the job on standard input."""
    job = read_job(sys.stdin.buffer.read())
    settings = Settings(models=job.models, models_mirror=job.mirror)
    try:
        pull(settings, [job.language], lambda line: None, progress=_progress)
    except NlpError as error:
        reason: PullReason = error.reason if isinstance(error, PullFailed) else "damaged"
        _say(Step(over=True, reason=reason, detail=str(error)))
        return
    _say(Step(over=True))


def _progress(name: str, done: int, total: int | None) -> None:
    """A block of a file is here."""
    _say(Step(file=name, done=done, total=total))


def _say(step: Step) -> None:
    """BrokenPipeError, which ends it, where nobody listens any more."""
    sys.stdout.buffer.write(encode(step) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
