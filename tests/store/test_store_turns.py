"""Who waits for whom: on SQLite all writers, on a server all but people with turns of their own."""

import gc
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from pipeline.errors import StoreError, StoreLockedError
from pipeline.io.store.store import Store, open_store
from pipeline.tables import WorkerRow

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LONG_S = 20.0
SHORT_S = 0.3


@pytest.fixture
def server(fresh_postgres: Callable[[], str]) -> Iterator[Store]:
    with open_store(fresh_postgres()) as store:
        yield store


def row(name: str) -> dict[str, object]:
    return {"worker_id": name, "languages": ["en"], "created_at": NOW}


def goes_on_beside(store: Store, *, mine: str, theirs: str) -> bool:
    """Whether another writer can write while this one is in the middle."""
    done = threading.Event()

    def write() -> None:
        with store.writing(turn=theirs) as transaction:
            transaction.add("workers", [row("other")])
        done.set()

    other = threading.Thread(target=write)
    with store.writing(turn=mine) as transaction:
        transaction.add("workers", [row("mine")])
        other.start()
        beside = done.wait(SHORT_S if mine == theirs or "" in (mine, theirs) else LONG_S)
    assert done.wait(LONG_S), "the other is never forgotten"
    other.join()
    return beside


@pytest.mark.parametrize(
    ("mine", "theirs", "beside"),
    [("", "", False), ("", "ana", False), ("ana", "", False), ("ana", "ana", False),
     ("ana", "bob", True)],
)  # fmt: skip
def test_on_a_server_people_write_side_by_side_and_a_stage_alone(
    server: Store, *, mine: str, theirs: str, beside: bool
) -> None:
    assert goes_on_beside(server, mine=mine, theirs=theirs) is beside
    assert server.count("workers") == 2


def test_on_sqlite_all_writers_take_turns(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('turns') / 'store.db'}") as store:
        assert not goes_on_beside(store, mine="ana", theirs="ana")


def test_what_a_writer_has_read_stays_true_until_it_ends(url: str) -> None:
    def put(store: Store, name: str) -> None:
        with store.writing() as transaction:
            known = len(transaction.rows(WorkerRow, "region", ["FR"]))
            if known < 3:  # the limit that two at once must not pass
                transaction.add("workers", [row(name) | {"region": "FR"}])

    with open_store(url) as store:
        threads = [threading.Thread(target=put, args=(store, f"w{n}")) for n in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.count("workers") == 3


def test_a_server_that_is_busy_for_too_long_is_said_so(server: Store) -> None:
    def be_impatient(connection: object, _: object) -> None:
        connection.execute("SET lock_timeout = '200ms'")  # type: ignore[attr-defined]
        connection.commit()  # type: ignore[attr-defined]

    with open_store(server.url) as other:
        other.engine.dispose()
        sa.event.listen(other.engine, "connect", be_impatient)
        with (
            server.writing(),
            pytest.raises(StoreLockedError, match="See which other isogloss command runs"),
            other.writing(),
        ):
            pass


def test_a_server_that_is_not_there_names_the_remedy_and_no_password(
    fresh_postgres: Callable[[], str],
) -> None:
    there = sa.make_url(fresh_postgres())
    for away in (
        there.set(database="nothing_here", password="hunter2"),
        there.set(query={}, host="127.0.0.1", port=9, password="hunter2"),
    ):
        with pytest.raises(StoreError, match="Check that the server runs") as caught:
            open_store(away.render_as_string(hide_password=False))
        assert "hunter2" not in str(caught.value)


def test_an_address_that_cannot_be_read_keeps_its_password() -> None:
    with pytest.raises(StoreError, match=r"store\.url cannot be read") as caught:
        open_store("postgresql+psycopg//ana:hunter2@host/voices")
    assert "hunter2" not in str(caught.value)
    assert "ana:***@host" in str(caught.value)


def test_a_store_that_is_let_go_of_leaves_no_connection(fresh_postgres: Callable[[], str]) -> None:
    url = fresh_postgres()
    open_store(url).read("workers")
    gc.collect()
    with open_store(url) as store, store.reading() as connection:
        clients = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        )
        assert clients.scalar() == 1


def test_a_connection_that_was_cut_is_made_again(server: Store) -> None:
    with server.writing() as transaction:
        transaction.add("workers", [row("before")])
    killer = sa.create_engine(server.url)  # as when the server is started again
    with killer.begin() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    killer.dispose()
    with server.writing() as transaction:
        transaction.add("workers", [row("after")])
    assert server.count("workers") == 2
