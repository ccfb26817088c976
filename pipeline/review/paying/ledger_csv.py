"""The ledger as CSV: for whoever keeps the books, and for no spreadsheet to run."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

_COLUMNS = (
    "posted_at", "posting_id", "account", "worker_id", "kind", "item_id", "period", "amount",
    "currency",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MINOR = 100


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows of the table `ledger`, a line each: times in ISO 8601 UTC, amounts in units.

    A worker's id that a spreadsheet would take for a formula gets an apostrophe before it.

    Example:
        >>> from datetime import UTC, datetime
        >>> row = dict.fromkeys(_COLUMNS, "x") | {
        ...     "posted_at": datetime(2026, 11, 30, 8, tzinfo=UTC),
        ...     "amount_minor": -5,
        ...     "worker_id": "=1+1",
        ... }
        >>> print(as_csv([row]).splitlines()[1])
        2026-11-30T08:00:00+00:00,x,x,'=1+1,x,x,x,-0.05,x
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        shown = dict(row) | {
            "posted_at": row["posted_at"].isoformat(timespec="seconds"),
            "amount": _units(row["amount_minor"]),
            "worker_id": _inert(row["worker_id"]),
            "item_id": _inert(row["item_id"]),
        }
        writer.writerow([shown[name] for name in _COLUMNS])
    return out.getvalue()


def _units(minor: int) -> str:
    units, hundredths = divmod(abs(minor), _MINOR)
    return f"{'-' if minor < 0 else ''}{units}.{hundredths:02d}"


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
