"""The store: transactions, checks, migrations, and what it says when it cannot be used."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from pipeline.errors import DiskFullError, StoreError, StoreVersionError, WorkspaceError
from pipeline.io.store.errors import translated
from pipeline.io.store.schema import METADATA
from pipeline.io.store.store import Transaction, open_store
from pipeline.io.store.upgrade import HEAD
from pipeline.tables import DraftRow

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def worker(name: str = "w1", **more: object) -> dict[str, object]:
    return {"worker_id": name, "languages": ["en"], "speaker_id": None, "created_at": NOW} | more


def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


def test_migrations_make_what_the_tables_say(url: str) -> None:
    with open_store(url) as store, store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_adding_twice_changes_nothing_and_putting_replaces(url: str) -> None:
    with open_store(url) as store:
        with store.writing() as transaction:
            assert transaction.add("workers", [worker()]) == 1
            assert transaction.add("workers", [worker(languages=["fr"])]) == 0
        assert store.read("workers")["languages"].tolist() == [["en"]]
        with store.writing() as transaction:
            transaction.put("workers", [worker(languages=["fr"])])
        assert store.read("workers")["languages"].tolist() == [["fr"]]


def test_a_transaction_is_kept_whole_or_not_at_all(url: str) -> None:
    with open_store(url) as store:
        rows = [worker(), worker("w2", shoe_size=44)]
        with (
            pytest.raises(ValueError, match="no column"),
            store.writing() as transaction,
        ):
            _add_one_by_one(transaction, rows)
        assert store.count("workers") == 0


def _add_one_by_one(transaction: Transaction, rows: list[dict[str, object]]) -> None:
    for row in rows:
        transaction.add("workers", [row])


def test_times_come_back_with_their_zone_as_utc(url: str) -> None:
    east = NOW.astimezone(timezone(timedelta(hours=5)))
    with open_store(url) as store:
        with store.writing() as transaction:
            transaction.add("workers", [worker(created_at=east)])
        assert store.read("workers")["created_at"].iloc[0] == NOW


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (worker(shoe_size=44), "workers has no column shoe_size"),
        (worker(languages=None), "workers.languages may not be null"),
        (worker(created_at=datetime(2026, 3, 1)), "a time without a zone"),  # noqa: DTZ001
    ],
)
def test_rows_that_break_the_vocabulary_are_refused(
    url: str, row: dict[str, object], says: str
) -> None:
    with (
        open_store(url) as store,
        pytest.raises((ValueError, sa.exc.StatementError), match=says),
        store.writing() as transaction,
    ):
        transaction.add("workers", [row])


def test_values_outside_a_closed_vocabulary_are_refused(url: str) -> None:
    tombstone = {"tombstone_id": "t", "kind": "cat", "erased_at": NOW}
    with (
        open_store(url) as store,
        pytest.raises(ValueError, match="'cat' is none of speaker, audio"),
        store.writing() as transaction,
    ):
        transaction.add("tombstones", [tombstone])


def test_long_lists_of_values_are_asked_for_in_pieces(url: str) -> None:
    names = [f"w{number}" for number in range(12_000)]
    with open_store(url) as store:
        with store.writing() as transaction:
            transaction.add("workers", [worker(name) for name in names])
        assert len(store.read("workers", where={"worker_id": names})) == len(names)
        assert len(store.read("workers", where={"worker_id": []})) == 0


def test_many_writers_take_turns(url: str) -> None:
    with open_store(url) as store:

        def write(name: str) -> None:
            for number in range(20):
                with store.writing() as transaction:
                    transaction.add("workers", [worker(f"{name}-{number}")])

        threads = [threading.Thread(target=write, args=(f"t{n}",)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.count("workers") == 120


def test_a_store_from_a_newer_version_is_left_alone(url: str) -> None:
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreVersionError, match=f"at version 9999; expected {HEAD} or older") as e:
        open_store(url)
    assert "upgrade this one" in str(e.value)


def execute(url: str, statement: str) -> None:
    with open_store(url) as store, store.writing() as transaction:
        transaction.connection.exec_driver_sql(statement)


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"not a database, but long enough to look at" * 100)
    with pytest.raises(StoreError, match="damaged or is no database"):
        open_store(file_url(tmp_path))


def test_a_database_of_something_else_is_not_touched(url: str) -> None:
    somebody_elses = sa.create_engine(url)
    with somebody_elses.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE shopping (item TEXT)")
    with pytest.raises(StoreError, match="tables of something else"):
        open_store(url)
    with somebody_elses.connect() as connection:
        assert sa.inspect(connection).get_table_names() == ["shopping"]
    somebody_elses.dispose()


def test_a_folder_that_is_not_there_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="Check that the folder exists"):
        open_store(f"sqlite:///{tmp_path / 'nowhere' / 'store.db'}")


@pytest.mark.parametrize("bad", ["", "sqlite", "no-such-thing://x"])
def test_an_address_that_cannot_be_read_is_said_so(bad: str) -> None:
    with pytest.raises(StoreError, match=r"store.url cannot be read.*expected sqlite"):
        open_store(bad)


def test_a_full_disk_keeps_what_was_there(tmp_path: Path) -> None:
    with open_store(file_url(tmp_path)) as store:
        with store.writing() as transaction:
            transaction.add("workers", [worker()])
        with store.engine.connect() as connection:
            # SQLite's own limit on pages fails exactly as a full disk does.
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
            big = worker("w2", languages=["x" * 500_000])
            with (
                pytest.raises(DiskFullError, match="what was saved is kept"),
                translated(store.url),
            ):
                Transaction(connection).add("workers", [big])
        assert store.read("workers")["worker_id"].tolist() == ["w1"]


def test_what_is_erased_is_not_left_in_the_file(tmp_path: Path) -> None:
    with open_store(file_url(tmp_path)) as store:
        with store.writing() as transaction:
            transaction.add("workers", [worker("somebody-to-forget")])
        with store.writing() as transaction:
            transaction.delete("workers", "worker_id", ["somebody-to-forget"])
        store.shrink()
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"somebody-to-forget" not in left


def test_a_row_of_one_table_is_no_row_of_another(url: str) -> None:
    draft = DraftRow(
        assignment_id="u1:correct:1", worker_id="ana", text="so", active_s=1.0, drafted_at=NOW
    )
    with open_store(url) as store:
        with store.writing() as transaction, pytest.raises(ValueError, match="no row of listens"):
            transaction.add("listens", [draft])
        with store.writing() as transaction:
            assert transaction.add("drafts", [draft, draft]) == 1
            assert transaction.rows(DraftRow, "worker_id", ["ana", None]) == [draft]
        assert store.first(DraftRow, worker_id="ana", utterance_id=None) == draft
        assert store.first(DraftRow, worker_id="ben") is None
