"""What can go wrong in the worker itself.

WorkerError
└── ResultsMissing    the pipeline did not give one result per message
"""


class WorkerError(Exception):
    """Root of every error raised by `nlp.worker`."""


class ResultsMissing(WorkerError):
    """The pipeline broke its promise: a result for each message, in order."""
