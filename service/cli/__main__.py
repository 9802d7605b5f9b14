"""`python -m service.cli`: the command without its script, as the supervisor starts it."""

from service.cli.main import main

main()
