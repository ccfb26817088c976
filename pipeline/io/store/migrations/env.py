"""Runs migrations on the connection that `pipeline.io.store.store` hands over."""

from alembic import context

from pipeline.io.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
context.run_migrations()
