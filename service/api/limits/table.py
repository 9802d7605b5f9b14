"""Every limit by name: how much, of whom, why. `DUOLOGUE_LIMITS` sets others; docs/protocol.md shows them.

A new endpoint or frame takes one of these, or a new one, or stands among the `UNLIMITED` with a reason:
`tests/api/limits/test_every_door.py` fails otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from service.realtime.desk_frames import Look
from service.realtime.frames import (
    Edit,
    FromClient,
    Hello,
    Ping,
    PinMessage,
    Post,
    Preview,
    React,
    ReadBack,
    Receipt,
    Remove,
    Resume,
    Typing,
)
from wire.contracts.errors import SettingsError

Per = Literal["person", "address", "account", "account and address", "channel"]

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` in any `seconds`; with `seconds` 0, at most `amount` at the same time."""

    name: str
    amount: int
    seconds: int
    per: Per
    what: str
    why: str


SIGN_UP = Limit(
    "sign_up", 60, HOUR, "address", "new people", "a class behind one address may sign up; a robot may not"
)
SIGN_IN = Limit("sign_in", 60, MINUTE, "address", "sign-ins", "each costs 64 MiB and a core for a moment")
SIGN_IN_HERE = Limit(
    "sign_in_here", 10, MINUTE, "account and address", "sign-ins that fail", "guessing a password"
)
SIGN_IN_ACCOUNT = Limit(
    "sign_in_account", 100, HOUR, "account", "sign-ins",
    "guessing from many addresses; more, lest others lock somebody out",
)  # fmt: skip
PASSWORDS = Limit(
    "passwords", 10, HOUR, "person", "what asks for the password again", "guessing it in an open session"
)
SECOND_FACTOR = Limit(
    "second_factor", 10, HOUR, "account", "codes of an app after a right password", "guessing six digits"
)
PASSKEYS = Limit(
    "passkeys", 120, MINUTE, "address", "passkeys asked for, and signed in with",
    "each is noted for five minutes; one sign-in takes two",
)  # fmt: skip
POSTING = Limit(
    "posting", 60, MINUTE, "person", "messages and edits, over HTTP and the socket together",
    "nobody types faster; each is translated",
)  # fmt: skip
POSTING_TEXT = Limit(
    "posting_text", 40_000, MINUTE, "person", "characters in messages and edits",
    "long messages keep a worker from others; never less than the longest message",
)  # fmt: skip
MARKING = Limit(
    "marking", 120, MINUTE, "person", "messages taken back, reactions, pins", "each is told to both sides"
)
PREVIEWS = Limit(
    "previews", 120, MINUTE, "person", "`preview` and `read_back`",
    "more pauses than anybody makes who writes; each is translated at once",
)  # fmt: skip
TYPING = Limit("typing", 120, MINUTE, "person", "`typing` and `look`", "clients send one in 2 s")
RECEIPTS = Limit(
    "receipts", 600, MINUTE, "person", "receipts, suggestions shown", "one for each message that comes"
)
CATCHING_UP = Limit(
    "catching_up", 240, MINUTE, "person", "`hello` and `resume`", "each reads from the store what was missed"
)
SEARCH = Limit("search", 90, MINUTE, "person", "searches for people", "collecting handles")
SEARCHING = Limit("searching", 120, MINUTE, "person", "searches in messages", "each reads the whole index")
OPENING = Limit("opening", 60, HOUR, "person", "conversations opened", "writing to strangers by the hundred")
READING = Limit("reading", 600, MINUTE, "person", "lists and pages read", "scrolling, and no more")
CHANGES = Limit(
    "changes", 60, MINUTE, "person", "changes to me or to how I see things", "each is told to others"
)
LANGUAGE = Limit(
    "language", 10, HOUR, "person", "changes of my language", "each has recent messages translated anew"
)
WORDS = Limit(
    "words", 60, MINUTE, "person", "words, canned answers and tags changed", "added one by one by hand"
)
UPLOADS = Limit("uploads", 20, HOUR, "person", "files of words brought in", "hundreds of lines each")
DOWNLOADS = Limit("downloads", 30, HOUR, "person", "files taken", "all that was ever corrected, each time")
CORRECTING = Limit(
    "correcting", 30, MINUTE, "person", "translations corrected or taken back", "each is told to both sides"
)
AGAIN = Limit("again", 20, MINUTE, "person", "failed translations asked for again", "each is translated")
REPORTING = Limit("reporting", 20, HOUR, "person", "people reported", "somebody reads each")
ORGANISING = Limit("organising", 10, HOUR, "person", "organisations made", "nobody founds more")
INVITING = Limit(
    "inviting",
    60,
    HOUR,
    "person",
    "invitations made, withdrawn and accepted",
    "guessing tokens, and links by the thousand",
)
MEMBERS = Limit(
    "members",
    60,
    HOUR,
    "person",
    "roles changed, members removed, settings of an organisation",
    "done one by one by hand",
)
CONTACTS = Limit(
    "contacts", 300, MINUTE, "person", "contacts and their conversations made", "a channel brings in many"
)
RELAYING = Limit(
    "relaying",
    300,
    MINUTE,
    "person",
    "messages brought in for contacts",
    "a channel serves many people",
)
FILES_BEGUN = Limit(
    "files_begun", 120, HOUR, "person", "files begun", "each is kept, checked, and shown to others"
)
FILES_WRITTEN = Limit(
    "files_written", 600, MINUTE, "person", "parts of files, and questions how far one has come",
    "a part is a megabyte where the line allows it",
)  # fmt: skip
FILES_READ = Limit("files_read", 600, MINUTE, "person", "files and previews read", "scrolling, and no more")
DICTATING = Limit(
    "dictating", 60, HOUR, "person", "dictations", "each keeps a core as long as half of what is said"
)
LINKS = Limit("links", 10, MINUTE, "person", "previews of links", "each asks a server elsewhere")
DESK = Limit(
    "desk", 240, MINUTE, "person", "conversations taken, handed on, resolved", "each is told to all agents"
)
ANSWERING = Limit(
    "answering", 1200, MINUTE, "person", "answers of a bot on its socket",
    "each is written into a conversation",
)  # fmt: skip
ARTICLES = Limit(
    "articles", 120, HOUR, "person", "articles written and changed", "written one by one by hand"
)
ROUTING = Limit(
    "routing",
    240,
    HOUR,
    "person",
    "queues, agents, office hours and promises changed",
    "done one by one by hand",
)
CHANNELS = Limit("channels", 60, HOUR, "person", "channels made and changed", "done one by one by hand")
WIDGET = Limit(
    "widget",
    600,
    MINUTE,
    "address",
    "looks at a channel",
    "each page of a site asks, and many share an address",
)
VISITING = Limit(
    "visiting", 120, HOUR, "address", "new visitors", "an office behind one address may come; a robot may not"
)
VISITING_HERE = Limit(
    "visiting_here", 6000, HOUR, "channel", "new visitors of one channel",
    "contacts made from many addresses by a robot",
)  # fmt: skip
CONNECTING = Limit("connecting", 300, MINUTE, "address", "sockets opened", "each looks up a session")
SOCKETS = Limit("sockets", 20, 0, "person", "sockets open at once", "tabs and devices; each holds memory")
PULLING = Limit(
    "pulling", 30, HOUR, "person", "models asked for", "each language is some 60 MB and a minute of a core"
)
LOOKING = Limit(
    "looking",
    600,
    MINUTE,
    "address",
    "`/health` and `/api/languages`",
    "they ask broker and store, of anybody",
)

LIMITS: dict[str, Limit] = {
    one.name: one
    for one in (
        SIGN_UP, SIGN_IN, SIGN_IN_HERE, SIGN_IN_ACCOUNT, PASSWORDS, SECOND_FACTOR, PASSKEYS, POSTING,
        POSTING_TEXT, MARKING, PREVIEWS, TYPING, RECEIPTS, CATCHING_UP, SEARCH, SEARCHING, OPENING, READING,
        CHANGES,
        LANGUAGE, WORDS, UPLOADS, DOWNLOADS, CORRECTING, AGAIN, REPORTING, ORGANISING, INVITING, MEMBERS,
        CONTACTS, RELAYING, FILES_BEGUN, FILES_WRITTEN, FILES_READ, DICTATING, LINKS, DESK, ANSWERING,
        ARTICLES, ROUTING, CHANNELS, WIDGET, VISITING, VISITING_HERE, CONNECTING, SOCKETS, PULLING, LOOKING,
    )
}  # fmt: skip

RENAMED = {"mending": CORRECTING.name}
"""Names of before, which settings may still have."""

FRAMES: dict[type[FromClient], Limit | None] = {
    Hello: CATCHING_UP,
    Post: POSTING,
    Edit: POSTING,
    Remove: MARKING,
    React: MARKING,
    PinMessage: MARKING,
    Resume: CATCHING_UP,
    Typing: TYPING,
    Look: TYPING,
    Receipt: RECEIPTS,
    Preview: PREVIEWS,
    ReadBack: PREVIEWS,
    Ping: None,  # answered from memory; the pace of the socket bounds it
}

UNLIMITED: dict[str, str] = {
    "/health/live": "answered from memory, for load balancers",
    "/schema/openapi.json": "made once, answered from memory",
    "/schema": "made once, answered from memory",
    "/schema/{path:str}": "made once, answered from memory",
    "client": "a few small files, mostly answered with 304",
    "/typing/index.json": "answered from memory",
    "/typing/{name:str}": "answered from memory",
}
"""HTTP routes without a limit of their own, and why."""


def with_overrides(overrides: Sequence[str], longest: int) -> dict[str, Limit]:
    """The table as settings have it; `posting_text` lets the longest message through twice.

    Raises:
        SettingsError: there is no such limit.
    """
    table = dict(LIMITS)
    for one in overrides:
        said, _, rate = one.partition("=")
        name = RENAMED.get(said, said)
        if name not in table:
            raise SettingsError(f"DUOLOGUE_LIMITS: {name!r} is no limit. Known: {', '.join(table)}")
        amount, _, seconds = rate.partition("/")
        if bool(seconds) != bool(table[name].seconds):
            kind = "a number a time, as 60/minute" if table[name].seconds else "a number alone"
            raise SettingsError(f"DUOLOGUE_LIMITS: {name} takes {kind}")
        table[name] = replace(table[name], amount=int(amount), seconds=int(seconds or 0))
    text = table[POSTING_TEXT.name]
    table[POSTING_TEXT.name] = replace(text, amount=max(text.amount, 2 * longest))
    return table
