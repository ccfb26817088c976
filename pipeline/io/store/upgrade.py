"""Upgrades of a store: an empty database gets its tables, an older store gets the newest ones."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from pipeline.errors import StoreError, StoreVersionError
from pipeline.io.store.engine import wait_for_turn
from pipeline.io.store.errors import shown

HEAD = "0002"
"""The newest version of the store: the last of the migrations."""


def bring_up_to_date(engine: Engine, url: str) -> None:
    """Make or change the tables of a database until they are those of this version.

    Raises:
        StoreVersionError: The store was written by a newer version.
        StoreError: The database holds tables of something else.
    """
    version = _read_version(engine)
    if version != HEAD:
        _upgrade(engine, url, version)


def _read_version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            if sa.inspect(connection).get_table_names():
                raise StoreError(
                    "the database holds tables of something else",
                    expected="an empty database, or one made by isogloss init",
                    where=str(engine.url),
                    remedy="Point store.url at another database.",
                )
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return str(found) if found is not None else None


def _upgrade(engine: Engine, url: str, version: str | None) -> None:
    # Imported here: most commands open a store that needs no upgrade, and Alembic is slow to load.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    folder = Path(__file__).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    known = {revision.revision for revision in ScriptDirectory(str(folder)).walk_revisions()}
    if version is not None and version not in known:
        raise StoreVersionError(
            f"the store is at version {version}",
            expected=f"{HEAD} or older",
            where=shown(url),
            remedy="It was written by a newer Isogloss: upgrade this one, or use another store.",
        )
    with engine.connect().execution_options(isogloss_writes=True) as connection:
        config.attributes["connection"] = connection
        with connection.begin():
            wait_for_turn(connection, "")  # whoever comes second finds nothing left to do
            command.upgrade(config, "head")
