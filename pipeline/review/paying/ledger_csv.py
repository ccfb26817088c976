"""The ledger as CSV, for whoever keeps the books; a spreadsheet finds no formula in it to run."""

import csv
import io
from collections.abc import Iterable

from pipeline.review.paying.ledger import LedgerEntry

_COLUMNS = (
    "posted_at", "posting_id", "account", "worker_id", "kind", "item_id", "period", "amount",
    "currency",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MINOR = 100


def write_csv(entries: Iterable[LedgerEntry]) -> str:
    """Write entries as CSV, a line each: times in ISO 8601 UTC, amounts in units.

    A worker's id that a spreadsheet would take for a formula gets an apostrophe before it.

    Example:
        >>> from datetime import UTC, datetime
        >>> at = datetime(2026, 11, 30, 8, tzinfo=UTC)
        >>> entry = LedgerEntry("l", "p", "a", "=1+1", "item", "i", "2026-11", -5, "EUR", at)
        >>> print(write_csv([entry]).splitlines()[1])
        2026-11-30T08:00:00+00:00,p,a,'=1+1,item,i,2026-11,-0.05,EUR
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for entry in entries:
        writer.writerow(
            [
                entry.posted_at.isoformat(timespec="seconds"),
                entry.posting_id,
                entry.account,
                _inert(entry.worker_id),
                entry.kind,
                _inert(entry.item_id),
                entry.period,
                _units(entry.amount_minor),
                entry.currency,
            ]
        )
    return out.getvalue()


def _units(minor: int) -> str:
    units, hundredths = divmod(abs(minor), _MINOR)
    return f"{'-' if minor < 0 else ''}{units}.{hundredths:02d}"


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
