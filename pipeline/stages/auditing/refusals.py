"""Tables of which nothing can be said: one message each, with the place and the way out."""

from collections.abc import Sequence

from pipeline.disparity.streaming.counting import Counting
from pipeline.errors import ReportError, TableError
from pipeline.io.tables.reader import Tables
from pipeline.io.tables.roles import Columns
from pipeline.results.disparity import Disparity
from pipeline.tables import UNDISCLOSED


def require_contents(counting: Counting, tables: Tables[Columns]) -> None:
    """Refuse a table without rows, references or hypotheses.

    Raises:
        TableError: A column holds nothing.
        ReportError: There are no rows.
    """
    where = ", ".join(tables.sources)
    plan = counting.plan
    if not counting.rows:
        raise ReportError("no rows", expected="one row an utterance", where=where)
    if not counting.referenced:
        raise TableError(
            f"column {plan.reference!r} is empty in all {counting.rows:,} rows",
            expected="what was said",
            where=where,
            remedy="Name the column of references with --reference.",
        )
    if not counting.answered.any():
        names = " and ".join(map(repr, plan.systems))
        raise TableError(
            f"column {names} is empty in all {counting.rows:,} rows, so the hypotheses are missing",
            expected="what a recogniser heard",
            where=where,
            remedy="Name another column with --hypothesis, or run the recogniser again.",
        )


def require_groups(systems: Sequence[Disparity], columns: Columns) -> None:
    """Refuse a table in which there is nobody to compare.

    Raises:
        ReportError: It has not two groups.
    """
    groups = {group.group for system in systems for group in system.groups}
    disclosed = sorted(groups - {UNDISCLOSED})
    if len(disclosed) > 1:
        return
    named = " and ".join(f"column {name!r}" for name in columns.groups)
    raise ReportError(
        f"one group only, {disclosed[0]!r}" if disclosed else "no group: it is empty in every row",
        expected="at least two groups, to compare",
        where=named,
        remedy="Name another column with --group.",
    )


def require_speakers(columns: Columns, counting: Counting) -> None:
    """Refuse a table of many rows that are all one person's.

    Raises:
        ReportError: The column of speakers holds one.
    """
    number = len(counting.speakers.names)
    if columns.speaker is None or number != 1 or counting.rows == 1:
        return
    raise ReportError(
        f"one speaker only, in {counting.rows:,} rows",
        expected="several: nothing can be said of a group by one voice",
        where=f"column {columns.speaker!r}",
        remedy="Name the column of speakers with --speaker, or say --rows-are-speakers if every "
        "row is another one.",
    )
