"""Alembic's folder: `env.py` and one file for each version of the schema."""
