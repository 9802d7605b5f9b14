"""Roles in an organisation, and what each allows. Pure; `service.identity.policy` knows who has which."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["owner", "admin", "agent", "analyst"]

Action = Literal[
    "see",
    "manage",
    "teach",
    "appoint",
    "converse",
    "speak_for_contacts",
    "configure",
    "connect",
    "oversee",
    "route",
    "measure",
]
"""see: the organisation and who is in it. manage: invite, change and remove agents and analysts. teach: its
glossary, its canned answers, its tags and its articles. appoint: what manage is, of owners and admins.
converse: keep contacts, read and answer their conversations. speak_for_contacts: post what a contact said
elsewhere, as channels do. configure: how long texts are kept, whether a bot answers first. connect: the
channels by which visitors come. oversee: who did what, and servers that are told or asked. route: queues,
what agents can do, office hours, what is promised. measure: see the figures of its conversations."""

ROLES: tuple[Role, ...] = get_args(Role)

MAY: dict[Action, frozenset[Role]] = {
    "see": frozenset(ROLES),
    "manage": frozenset(("owner", "admin")),
    "teach": frozenset(("owner", "admin")),
    "appoint": frozenset(("owner",)),
    "converse": frozenset(("owner", "admin", "agent")),
    "speak_for_contacts": frozenset(("owner", "admin", "agent")),
    "configure": frozenset(("owner",)),
    "connect": frozenset(("owner", "admin")),
    "oversee": frozenset(("owner", "admin")),
    "route": frozenset(("owner", "admin")),
    "measure": frozenset(("owner", "admin", "analyst")),
}

_GIVEN_BY_OWNERS: frozenset[Role] = frozenset(("owner", "admin"))


def may(role: Role | None, action: Action) -> bool:
    """Whether this role allows it; who has none may nothing."""
    return role in MAY[action]


def needed_for(role: Role) -> Action:
    """What somebody must be able to do, to give this role or take it away."""
    return "appoint" if role in _GIVEN_BY_OWNERS else "manage"
