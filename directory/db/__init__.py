"""The database: engine, migrations, and the questions asked of it."""
