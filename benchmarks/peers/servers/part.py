"""Runs `duologue ARGUMENTS` with cheap password hashes and open doors.

Signing up is not measured, and some fifty people write here as thousands do: a socket may send more than 30
frames a second. Run by its path, so that it serves any checkout that PYTHONPATH names.
"""

import sys
from contextlib import suppress

from service.cli.main import main
from service.identity import passwords

passwords.PASSES, passwords.MEMORY_KIB = 1, 64
with suppress(ImportError):
    from service.api.socket.token_bucket import TokenBucket

    TokenBucket.__init__.__defaults__ = (100_000.0, 100_000)
sys.argv[0] = "duologue"
main()
