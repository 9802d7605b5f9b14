"""Runs `duologue ARGUMENTS` with cheap password hashes: people are many here, and signing up is not measured.

Run by its path, so that it serves any checkout that PYTHONPATH names.
"""

import sys

from service.cli.main import main
from service.identity import passwords

passwords.PASSES, passwords.MEMORY_KIB = 1, 64
sys.argv[0] = "duologue"
main()
