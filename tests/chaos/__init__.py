"""Weather for a whole installation: its parts die, lines break, streams are emptied, disks fill, clocks jump.

Clients keep a ledger of what they were told. In the end each message that was acknowledged has to be there
once, in order, understood, on every screen and in the event log; and no note on the other side.
"""
