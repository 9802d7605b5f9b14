"""Who looks: what of the event log somebody may see. The door finds out, pages are told.

The door puts it into a header of the socket that a page comes by, after taking away what a browser may have
sent there; `here` reads it, on each run of a page.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import msgspec
import streamlit as st

HEADER = "x-duologue-viewer"


class Organisation(msgspec.Struct, frozen=True):
    """One whose figures somebody may see."""

    id: str
    name: str


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody may see: these organisations; `operator`: everything, for they run the installation."""

    organisations: tuple[Organisation, ...] = ()
    operator: bool = False

    def may_see(self, organisation: str | None) -> bool:
        """Whether figures of this organisation are for them; null: of everybody."""
        return self.operator or any(one.id == organisation for one in self.organisations)


def written(viewer: Viewer) -> bytes:
    """For the header."""
    return urlsafe_b64encode(msgspec.json.encode(viewer))


def here() -> Viewer | None:
    """Who looks at the page that runs; None: it did not come through the door, so nobody may see it."""
    told = st.context.headers.get(HEADER)
    return msgspec.json.decode(urlsafe_b64decode(told), type=Viewer) if told else None
