"""The store on both its databases, SQLite and a PostgreSQL that comes as a wheel."""
