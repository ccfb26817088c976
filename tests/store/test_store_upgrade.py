"""A store of the main job goes on with its rows; two processes may come to an empty one at once."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from pipeline.io.store.schema import METADATA
from pipeline.io.store.store import open_store
from pipeline.io.store.upgrade import HEAD

ROOT = Path(__file__).parents[2]
MIGRATIONS = ROOT / "pipeline" / "io" / "store" / "migrations"
NOON = "2026-03-01 12:00:00.000000"  # as SQLite keeps it and PostgreSQL reads it
AT_ONCE = 8
TEXT = "sept, \u00e0 peu pr\u00e8s"

# What a store of the main job held, by the columns it had.
MAIN_JOB: dict[str, list[dict[str, Any]]] = {
    "workers": [
        {"worker_id": "ana", "languages": '["en", "fr"]', "speaker_id": None, "created_at": NOON}
    ],
    "assignments": [
        {
            "assignment_id": "u1:correct:1", "utterance_id": "u1", "speaker_id": "s1",
            "kind": "correct", "language": "en", "state": "done", "priority": 0.25,
            "worker_id": "ana", "ended_at": NOON,
        },
        {
            "assignment_id": "u2:correct:1", "utterance_id": "u2", "speaker_id": "s1",
            "kind": "correct", "language": "en", "state": "open", "priority": 0.5,
            "worker_id": None, "ended_at": None,
        },
    ],
    "corrections": [
        {
            "correction_id": "c1", "utterance_id": "u1", "worker_id": "ana",
            "assignment_id": "u1:correct:1", "action": "edited", "text": TEXT,
            "active_s": 2.5, "corrected_at": NOON,
        }
    ],
    "references": [
        {
            "utterance_id": "u1", "reference_id": "r1", "text": "sept", "method": "single",
            "workers": 1, "sources": '["c1"]', "referenced_at": NOON,
        }
    ],
}  # fmt: skip


@pytest.fixture
def main_job_store(url: str) -> Iterator[str]:
    """A database as the first version left it, with rows."""
    engine = sa.create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for name, rows in MAIN_JOB.items():
            columns = list(rows[0])
            values = ", ".join(f":{column}" for column in columns)
            quoted = ", ".join(f'"{column}"' for column in columns)
            connection.execute(sa.text(f'INSERT INTO "{name}" ({quoted}) VALUES ({values})'), rows)
    engine.dispose()
    return url


def test_a_store_of_the_main_job_keeps_its_rows(main_job_store: str) -> None:
    with open_store(main_job_store) as store:
        worker = store.read("workers").to_dict("records")[0]
        assignments = store.read("assignments").to_dict("records")
        correction = store.read("corrections").to_dict("records")[0]
        reference = store.read("references").to_dict("records")[0]

        assert (worker["languages"], worker["accents"]) == (["en", "fr"], [])
        assert [row["state"] for row in assignments] == ["done", "open"]
        assert [(row["lane"], row["blind"], row["gold"]) for row in assignments] == [
            ("", False, False),
            ("", False, False),
        ]
        assert (correction["text"], correction["shown_text"]) == (TEXT, None)
        assert (reference["text"], reference["votes"]) == ("sept", [])
        with store.reading() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_opening_it_again_changes_nothing(main_job_store: str) -> None:
    open_store(main_job_store).close()
    with open_store(main_job_store) as store, store.reading() as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
        assert version.all() == [HEAD]


OPEN = """
import sys
from pipeline.io.store.store import open_store
print("ready", flush=True)
sys.stdin.readline()
open_store(sys.argv[1]).close()
"""


@pytest.mark.long
@pytest.mark.parametrize("begun", ["url", "main_job_store"], ids=["empty", "of the main job"])
def test_processes_that_come_at_once_all_find_it_whole(
    url: str, request: pytest.FixtureRequest, begun: str
) -> None:
    request.getfixturevalue(begun)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, url],
            cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(AT_ONCE)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:  # all imports are done: now they race
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * AT_ONCE, said
    with open_store(url) as store, store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
