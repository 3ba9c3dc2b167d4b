"""Alembic's way in. The connection, and the transaction around it, belong to the caller (`bot.storage.versions`)."""

from __future__ import annotations

from alembic import context

from bot.storage.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
