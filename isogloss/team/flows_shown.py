"""What the commands that run flows print: what was taken in, counted and reported."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from isogloss.console import count, say, warn

if TYPE_CHECKING:
    from pipeline.stages.collecting.collect import Collected
    from pipeline.stages.reporting.report import Reported

_MOST_REFUSED_SHOWN = 10


def say_collected(collected: "Collected") -> None:
    """Print what a collection took in, refused and remarked."""
    verdicts = ", ".join(f"{n} {name}" for name, n in sorted(collected.verdicts.items()))
    say(
        f"{count(collected.offered, 'row')} offered: {count(collected.new, 'new utterance')}"
        f"{f' ({verdicts})' if verdicts else ''}, {collected.known} known before, "
        f"{len(collected.refused)} refused"
    )
    for code, times in collected.reasons.most_common():
        say(f"  {code:<18} {times}")
    for row in collected.refused[:_MOST_REFUSED_SHOWN]:
        path = f" {row.path!r}" if row.path else ""
        warn(f"row {row.row_number}{path}: {row.code}: {row.explanation}")
    rest = len(collected.refused) - _MOST_REFUSED_SHOWN
    if rest > 0:
        warn(f"and {count(rest, 'more refused row')}; --json lists them all")
    for remark in collected.remarks[:_MOST_REFUSED_SHOWN]:
        warn(f"note: {remark}")


def collected_as_json(collected: "Collected") -> dict[str, object]:
    """Put what a collection did into the document that --json prints."""
    return {
        "offered": collected.offered,
        "new": collected.new,
        "known": collected.known,
        "verdicts": dict(sorted(collected.verdicts.items())),
        "reasons": dict(sorted(collected.reasons.items())),
        "refused": [
            {
                "row": row.row_number,
                "path": row.path,
                "code": row.code,
                "value": row.value,
                "explanation": row.explanation,
            }
            for row in collected.refused
        ],
        "remarks": collected.remarks,
    }


def listed_counts(counts: Mapping[str, int]) -> str:
    """Put counts beside one another, or say that nothing was done."""
    return ", ".join(f"{name} {number:,}" for name, number in counts.items()) or "nothing to do"


def say_counts(title: str, counts: Mapping[str, int]) -> None:
    """Print what a stage counted, after its title."""
    say(f"{title}: {listed_counts(counts)}")


def say_reported(reported: "Reported", *, json: bool) -> None:
    """Print the accent table and where the pages are, or the whole report as JSON."""
    if json:
        say(reported.json)
        return
    say(reported.table)
    for path in reported.paths:
        say(str(path))
