"""What can go wrong on the wire.

WireError
├── SettingsError     a DUOLOGUE_* variable cannot be used; the text says what to write instead
├── NotPrivate        the home cannot be closed to other users; the text says what to do
├── NoSlot            as many processes of a part as one home allows run on this machine
├── DecodeError       a stream entry is not what its stream carries; keeps the bytes
├── BrokerGone        the broker did not answer within the time allowed
├── NotNow            a handler cannot work at the moment; nothing is wrong with what it was given
└── PutAside          a handler will never work on this entry; it goes to `dead` at once
"""


class WireError(Exception):
    """Root of every error raised by `wire`."""


class SettingsError(WireError):
    """A setting has a value that cannot work."""


class NotPrivate(WireError):
    """The home cannot be closed to other users of this machine."""


class NoSlot(WireError):
    """Every name that a process of a part could have is taken by one that runs."""


class DecodeError(WireError):
    """A stream entry could not be read; `body` holds its bytes for the dead-letter stream."""

    def __init__(self, message: str, body: bytes) -> None:
        super().__init__(message)
        self.body = body


class BrokerGone(WireError):
    """The broker did not answer in time."""


class NotNow(WireError):
    """A handler cannot work at the moment (store busy, disk full): the same is tried again, uncounted."""


class PutAside(WireError):
    """An entry must not be tried again: it goes to the stream `dead` with this code and cause.

    Raised for a batch, it means that some of it must not: the handler is asked again for each alone.
    """

    def __init__(self, code: str, cause: str) -> None:
        super().__init__(cause)
        self.code = code
