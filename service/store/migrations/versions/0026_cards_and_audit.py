"""What is known of contacts besides who they are, and who did what in an organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.String(36)
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Two tables, empty: nothing was known or kept of that before."""
    op.create_table(
        "contact_cards",
        sa.Column("contact_id", ID, nullable=False),
        sa.Column("time_zone", sa.String(64)),
        sa.Column("page_url", sa.Text),
        sa.Column("page_title", sa.String(200)),
        sa.Column("page_at", AT),
        sa.Column("attributes", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name="pk_contact_cards"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], ondelete="CASCADE", name="fk_contact_cards_contact_id"
        ),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("conversation_id", ID),
        sa.Column("subject_id", ID),
        sa.Column("once", sa.String(160)),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
        sa.UniqueConstraint("once", name="uq_audit_entries_once"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            ondelete="CASCADE",
            name="fk_audit_entries_organisation_id",
        ),
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"])
    op.create_index("ix_audit_entries_organisation_id_id", "audit_entries", ["organisation_id", "id"])
