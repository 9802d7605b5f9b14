"""What can go wrong with the event log.

AnalyticsError
├── LakeUnreadable    a file of the lake cannot be read; the text names it
└── LakeUnwritable    the lake cannot be written to; the text says why
"""


class AnalyticsError(Exception):
    """Root of every error raised by `analytics`."""


class LakeUnreadable(AnalyticsError):
    """The lake cannot be read."""


class LakeUnwritable(AnalyticsError):
    """The lake cannot be written."""
