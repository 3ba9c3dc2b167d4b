"""The messages of a chat by number, and what is left to do in the chat of somebody who was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "letters",
        sa.Column("person", _ID, primary_key=True, autoincrement=False),
        sa.Column("message_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("fleeting", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("letters_at", "letters", ["at"])
    op.create_index(
        "letters_fleeting", "letters", ["at"], sqlite_where=sa.text("fleeting"), postgresql_where=sa.text("fleeting")
    )
    op.create_table(
        "farewells",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
