"""What can go wrong in the worker itself.

WorkerError
├── ResultsMissing    the pipeline did not give one result per message
└── NoSlot            this machine already runs as many workers as one home allows
"""


class WorkerError(Exception):
    """Root of every error raised by `nlp.worker`."""


class ResultsMissing(WorkerError):
    """The pipeline broke its promise: a result for each message, in order."""


class NoSlot(WorkerError):
    """Every name that a worker of this home could have is taken by a running worker."""
