"""How SQLite finds what an answer is about: never by going through everything that is open.

Half a second an undo with a million queued was what these plans cost before they were asked for.
"""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from pipeline.io.queue import lease_next, position
from pipeline.io.queue_answers import Answer, flag, save_answer, skip
from pipeline.io.queue_undo import undo
from pipeline.io.queue_workers import Worker
from pipeline.review.assigning.flags import FLAGS

ANA = Worker("ana", ("en",), accents=("en-ireland",))
_WALKS = (
    re.compile(r"SCAN (assignments|corrections|work|decisions|drafts|utterances)\b"),
    re.compile(r"ix_assignments_kind_state\w* \(kind=\? AND state=\?\)"),
    re.compile(r"ix_assignments_state_leased_until \(state=\?\)"),
)


@pytest.fixture
def plans(store):
    """Statement -> how SQLite goes about it."""
    found = {}

    def look(connection, _cursor, statement, parameters, _context, many):
        if many or not statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            return
        raw = connection.connection.dbapi_connection.cursor()
        raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        found[statement] = [row[3] for row in raw.fetchall()]

    sa.event.listen(store.engine, "before_cursor_execute", look)
    yield found
    sa.event.remove(store.engine, "before_cursor_execute", look)


def test_nothing_is_walked_through(store, collected, now, plans):
    for n in range(8):
        collected(f"u{n}", accents=("en-ireland",) if n % 2 else ())
    plans.clear()
    for n in range(4):
        when = now + timedelta(seconds=n)
        lent = lease_next(store, ANA, when, 30)
        name = lent.assignment_id
        if n < 2:
            text = "seven" if n else "eleven"
            save_answer(store, ANA, name, Answer(text, "edited", None, 1), when)
        elif n == 2:
            skip(store, ANA, name, "noise", when)
        else:
            flag(store, ANA, name, FLAGS["harmful"], when)
        position(store, ANA, now)
    for _ in range(4):
        undo(store, ANA, now + timedelta(minutes=1), 30)
    assert len(plans) > 15
    walked = {
        statement: plan
        for statement, plan in plans.items()
        if any(walk.search(line) for walk in _WALKS for line in plan)
    }
    assert walked == {}


def test_whether_a_worker_had_it_is_asked_of_the_utterance(store, collected, now, plans):
    collected("u1")
    lease_next(store, ANA, now, 30)
    looked = [line for plan in plans.values() for line in plan if "SEARCH corrections" in line]
    assert looked
    assert not [line for line in looked if "worker_id" in line]
