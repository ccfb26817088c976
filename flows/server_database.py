"""The database of a workspace's Prefect server, copied from one that was made before.

Prefect makes an empty database by running every migration of its history, which takes ten seconds
of a core: longer than the work on a small inbox. The first workspace of a user pays it, and keeps
a copy of the empty database in the user's cache folder, one for each version of Prefect.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

_NAME = "prefect.db"
_ELSEWHERE = (
    "PREFECT_API_DATABASE_CONNECTION_URL",
    "PREFECT_SERVER_DATABASE_CONNECTION_URL",
)


def needs_database(home: Path) -> bool:
    """Whether Prefect would make its database in this folder."""
    return not any(os.environ.get(name) for name in _ELSEWHERE) and not (home / _NAME).exists()


def copy_template(home: Path) -> bool:
    """Put the kept empty database into a folder; returns whether there was one."""
    # Without a cache or a home folder Prefect makes its own, only slower.
    with suppress(OSError, RuntimeError), _template().open("rb") as template:
        part = _part(home)
        try:
            with part.open("wb") as copy:
                shutil.copyfileobj(template, copy)
            part.replace(home / _NAME)
            return True
        finally:
            part.unlink(missing_ok=True)
    return False


def keep_template(home: Path) -> None:
    """Keep a copy of a database that Prefect has just made and nobody has used."""
    import sqlalchemy as sa

    # A cache that cannot be written costs the next workspace ten seconds and nothing else.
    with suppress(OSError, RuntimeError, sa.exc.DBAPIError):
        template = _template()
        template.parent.mkdir(parents=True, exist_ok=True)
        part = _part(template.parent)
        part.unlink()
        engine = sa.create_engine(f"sqlite:///{home / _NAME}")
        try:
            # Whole even while the server holds it open.
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("VACUUM INTO :part"), {"part": str(part)})
            part.replace(template)
        finally:
            engine.dispose()
            part.unlink(missing_ok=True)


def _template() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    return cache / "isogloss" / f"prefect-{version('prefect')}.db"


def _part(folder: Path) -> Path:
    """A name of its own beside the target, so that a file is there whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=f".{_NAME}-", dir=folder)
    os.close(handle)
    return Path(name)
