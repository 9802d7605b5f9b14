"""Table of what agents say a conversation is about, and how its customer feels, over what was predicted."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, UniqueConstraint

from service.store.schema import ID, metadata, owned_by
from service.store.types import Instant

corrected_labels = Table(
    "corrected_labels",
    metadata,
    Column("id", ID, primary_key=True),
    Column("message_id", ID, owned_by("messages.id"), nullable=False),  # of which it was predicted
    Column("task", String(10), nullable=False),  # "need", "mood"
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False, index=True),
    Column("predicted", String(64)),  # null: the model was unsure, or had not looked
    Column("model", String(200)),  # that predicted; null: none had
    Column("label", String(64), nullable=False),
    Column("by_id", ID, nullable=False),  # it stands also when the account is gone
    Column("at", Instant, nullable=False),
    UniqueConstraint("message_id", "task"),
)
