"""Tables of files and of the parts in which they come. Their bytes are in `service.files.storage`.

Rows name what there is: one is committed before any of its bytes are kept, and goes after they are gone. So
nothing here goes with a conversation or an account by itself; `service.files.forgetting` sees to it.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text, false, text

from service.store.schema import ID, metadata, owned_by
from service.store.types import Counter, Instant

_GONE, UNHEARD = text("state = 'gone'"), text("voice AND heard IS NULL")

files = Table(
    "files",
    metadata,
    Column("id", ID, primary_key=True),
    Column("conversation_id", ID, nullable=False, index=True),  # in which it may be sent
    Column("organisation_id", ID, index=True),  # of the conversation; null: a direct one
    Column("owner_id", ID, nullable=False, index=True),  # account that brings it
    Column("client_id", String(100)),  # of the message that it was sent with; null: not sent
    Column("state", String(10), nullable=False),  # "coming", "ready", "refused", "gone"
    Column("problem", String(40)),  # code of what it was refused with
    Column("name", String(400), nullable=False),
    Column("claimed", String(200), nullable=False),  # media type that its sender says; empty: none
    Column("media_type", String(100), nullable=False),  # by its content; empty: not known yet
    Column("size", Counter, nullable=False),  # bytes: as announced, then as kept
    Column("received", Counter, nullable=False),  # bytes that have come
    Column("width", Integer),  # pixels, of an image
    Column("height", Integer),
    Column("blurhash", String(100)),
    Column("preview", Boolean, nullable=False, server_default=false()),  # a smaller image lies beside it
    Column("voice", Boolean, nullable=False, server_default=false()),  # it is brought as a voice note
    Column("seconds", Float),  # how long a voice note lasts
    Column("waveform", String(64)),  # how loud, from end to end: `service.files.voice`
    Column("heard", String(10)),  # what came of listening to it, `Transcript.state`; null: nobody has yet
    Column("hearings", Integer, nullable=False, server_default="0"),  # times that listening was begun
    Column("created_at", Instant, nullable=False),
    Column("touched_at", Instant, nullable=False),  # when something last came, or was done with it
    Index("ix_files_unheard", "id", sqlite_where=UNHEARD, postgresql_where=UNHEARD),
    Index("ix_files_gone", "state", sqlite_where=_GONE, postgresql_where=_GONE),
)

file_parts = Table(
    "file_parts",
    metadata,
    Column("file_id", ID, owned_by("files.id"), primary_key=True),
    Column("start", Counter, primary_key=True),
    Column("size", Counter, nullable=False),
    Column("key", Text, nullable=False),  # where it lies in the storage
)
