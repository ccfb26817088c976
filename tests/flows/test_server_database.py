"""The empty Prefect database that new workspaces are given."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.server_database import copy_template, keep_template, needs_database


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("PREFECT_API_DATABASE_CONNECTION_URL", raising=False)
    monkeypatch.delenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", raising=False)
    return tmp_path / "cache" / "isogloss"


def _home(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _database(home: Path, rows: int) -> None:
    engine = sa.create_engine(f"sqlite:///{home / 'prefect.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE flow (name TEXT)")
        for number in range(rows):
            connection.exec_driver_sql(f"INSERT INTO flow VALUES ('{number}')")
    engine.dispose()


def _rows(home: Path) -> int:
    engine = sa.create_engine(f"sqlite:///{home / 'prefect.db'}")
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM flow").scalar()
    engine.dispose()
    return int(found or 0)


def test_the_second_workspace_starts_from_the_first_ones(cache: Path, tmp_path: Path) -> None:
    first, second = _home(tmp_path / "first"), _home(tmp_path / "second")
    assert needs_database(first)
    assert not copy_template(first)
    _database(first, rows=3)
    keep_template(first)
    assert not needs_database(first)
    assert copy_template(second)
    assert _rows(second) == 3
    assert [path.name[:8] for path in cache.iterdir()] == ["prefect-"]
    assert [path.name for path in second.iterdir()] == ["prefect.db"]


def test_a_database_of_ones_own_is_left_alone(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = _home(tmp_path / "home")
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "postgresql+asyncpg://x/y")
    assert not needs_database(home)


def test_a_cache_that_cannot_be_written_is_done_without(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = _home(tmp_path / "home")
    _database(home, rows=1)
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    keep_template(home)
    assert not copy_template(_home(tmp_path / "other"))
    assert [path.name for path in (tmp_path / "other").iterdir()] == []
