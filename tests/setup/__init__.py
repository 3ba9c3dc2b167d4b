"""Everything around the rooms: settings, commands, logs, documents, the container, the wheel."""
