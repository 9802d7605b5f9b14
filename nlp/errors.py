"""What can go wrong while understanding text.

NlpError
├── EngineMissing    an engine or its files are not on this machine; the text says how to get them
├── EngineFailed     an engine could not do this task; the next task may work
│   └── EngineStuck  it gave no answer within the time allowed, and was restarted
└── PullFailed       files could not be fetched; the text says what to do
"""

from wire.contracts.pulls import PullReason


class NlpError(Exception):
    """Root of every error raised by `nlp`."""


class EngineMissing(NlpError):
    """An engine, or a model of it, is not on this machine."""


class EngineFailed(NlpError):
    """An engine could not do a task."""


class EngineStuck(EngineFailed):
    """An engine did not answer in time."""


class PullFailed(NlpError):
    """Model files could not be fetched. `reason`: why, for programs; of several the one to act on first."""

    def __init__(self, message: str, reason: PullReason = "damaged") -> None:
        super().__init__(message)
        self.reason: PullReason = reason
