"""Tables of how conversations get to agents: queues, what agents can do, office hours and promises."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    true,
)

from service.store.schema import ID, metadata, owned_by
from service.store.types import Instant

queues = Table(
    "queues",
    metadata,
    Column("id", ID, primary_key=True),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_key", String(400), nullable=False),
    Column("languages", Text, nullable=False),  # JSON: tags; none: any
    Column("skills", Text, nullable=False),  # JSON: of who should serve it
    Column("channels", Text, nullable=False),  # JSON: ids; none: any. One that is gone fits nothing
    Column("assignment", String(10), nullable=False),  # "manual", "automatic"
    Column("created_at", Instant, nullable=False),
    Column(
        "everybody", Boolean, nullable=False, server_default=true()
    ),  # who converses; else `queue_members`
    Column("topics", Text, nullable=False, server_default="[]"),  # JSON: of what is asked; none: any
    Column("sla", Text),  # JSON of service.desk.routing.promises.Sla; null: what its organisation promises
    UniqueConstraint("organisation_id", "name_key"),
)

queue_members = Table(  # who serves a queue that is not everybody's
    "queue_members",
    metadata,
    Column("queue_id", ID, owned_by("queues.id"), primary_key=True),
    Column("account_id", ID, owned_by("accounts.id"), primary_key=True, index=True),
)

desk_agents = Table(  # what a member said of itself and was told; no row: as it begins
    "desk_agents",
    metadata,
    Column("organisation_id", ID, primary_key=True),
    Column("account_id", ID, primary_key=True),
    Column("state", String(10), nullable=False),  # "online", "away", "offline": as they set it
    Column("state_since", Instant),  # null: they never did
    Column("capacity", Integer, nullable=False),
    Column("languages", Text, nullable=False),  # JSON: besides the account's own
    Column("skills", Text, nullable=False),  # JSON
    Column("busy_at", Instant),  # when their work last became more or less
    ForeignKeyConstraint(
        ["organisation_id", "account_id"],
        ["memberships.organisation_id", "memberships.account_id"],
        ondelete="CASCADE",
    ),
)

desk_rules = Table(
    "desk_rules",
    metadata,
    Column("organisation_id", ID, owned_by("organisations.id"), primary_key=True),
    Column("hours", Text),  # JSON of service.desk.routing.hours.Hours; null: never set
    Column("sla", Text),  # JSON of service.desk.routing.promises.Sla; null: never set
    Column("put_away", Text),  # JSON: steps of service.desk.setup that nobody wants told any more
)
