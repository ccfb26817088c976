"""What Alembic runs: it is started by `pipeline.io.store.store` and imported by nobody."""
