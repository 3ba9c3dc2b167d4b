"""Everything around the rooms: settings, commands, logs, documents, the container, the wheel."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
"""The project's folder."""
