"""The database: engine, migrations, and integrity checks."""
