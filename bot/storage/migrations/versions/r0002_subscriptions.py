"""When the companion speaks by itself: subscriptions, and the days that have had their turn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "subscriptions",
        sa.Column("person", _ID, primary_key=True, autoincrement=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("until_at", sa.BigInteger, nullable=False),
    )
    op.create_index("subscriptions_due", "subscriptions", ["due_at", "until_at", "person"])
    op.create_table(
        "turns",
        sa.Column("person", _ID, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("skipped", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
