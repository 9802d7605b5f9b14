"""Who people are at an identity provider, and sign-ins there that have begun."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

ID = sa.String(36)
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Two tables, empty: nobody has come that way."""
    op.create_table(
        "identities",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("last_used_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_identities"),
        sa.UniqueConstraint("issuer", "subject", name="uq_identities_issuer_subject"),
        _owned("identities"),
    )
    op.create_index("ix_identities_account_id", "identities", ["account_id"])
    hashes = [sa.Column(name, sa.String(64), nullable=False) for name in ("browser", "nonce", "verifier")]
    op.create_table(
        "flows",
        sa.Column("state", sa.String(64), nullable=False),
        *hashes,
        sa.Column("site", sa.String(300), nullable=False),
        sa.Column("back", sa.String(20), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("account_id", ID),
        sa.Column("session", sa.String(64)),
        sa.Column("expires_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("state", name="pk_flows"),
        _owned("flows"),
    )
    op.create_index("ix_flows_account_id", "flows", ["account_id"])
    op.create_index("ix_flows_expires_at", "flows", ["expires_at"])


def _owned(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"], ["accounts.id"], ondelete="CASCADE", name=f"fk_{table}_account_id"
    )
