"""What Alembic runs: `pipeline.io.store.upgrade` starts it, and nobody imports it."""
