"""Reports of other runs, read back from JSON of schema isogloss.disparity/1.

Only an earlier report is read: what this run found never leaves its types. Keys beyond the contract
may be missing (see `pipeline.results.json_writing`), and so may all numbers; then they are None.
"""

from collections.abc import Mapping, Sequence
from typing import get_args

from pipeline.errors import TableError
from pipeline.results.disparity import (
    REST,
    Disparity,
    Gap,
    Group,
    IntervalKind,
    LeftOut,
    Totals,
)
from pipeline.results.json_writing import SCHEMA
from pipeline.results.verdicts import Status

_INTERVALS: tuple[IntervalKind, ...] = get_args(IntervalKind)
_STATUSES: tuple[Status, ...] = get_args(Status)


def read_systems(document: object, where: str) -> tuple[Disparity, ...]:
    """Take the systems out of a document of schema isogloss.disparity/1.

    Args:
        document: Of one system, or of several.
        where: Its name, for messages.

    Returns:
        The systems without their adjusted gaps, which nobody compares between reports.

    Raises:
        TableError: It is of another schema, or is not formed as the schema says.

    Example:
        >>> one = {"schema": "isogloss.disparity/1", "system": "x", "groups": [], "gaps": []}
        >>> several = {"schema": "isogloss.disparity/1", "systems": [one], "pairs": []}
        >>> read_systems(several, "report.json") == read_systems(one, "report.json")
        True
        >>> [each.system for each in read_systems(one, "report.json")]
        ['x']
    """
    schema = document.get("schema") if isinstance(document, Mapping) else None
    if schema != SCHEMA:
        raise TableError(
            f"schema {schema!r}" if schema else "no schema",
            expected=f"a report of schema {SCHEMA!r}",
            where=where,
            remedy="Write it with isogloss audit --json.",
        )
    own = _Object(document, where)
    return tuple(_disparity(each) for each in own.objects("systems") or (own,))


class _Object:
    """One object of a document, whose values are taken by key and type."""

    def __init__(self, value: object, where: str) -> None:
        self._where = where
        if not isinstance(value, Mapping):
            raise self._malformed("an object")
        self._values = value

    def text(self, key: str) -> str:
        """Give a text that has to be there."""
        value = self._values.get(key)
        if not isinstance(value, str):
            raise self._malformed(f"a text {key!r}")
        return value

    def text_or(self, key: str, default: str) -> str:
        """Give a text; the default where it is missing."""
        return default if self._values.get(key) is None else self.text(key)

    def number(self, key: str) -> float | None:
        """Give a number; None where it is missing or null."""
        value = self._values.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise self._malformed(f"a number {key!r}")
        return value

    def count(self, key: str) -> int | None:
        """Give a whole number; None where it is missing or null."""
        number = self.number(key)
        return None if number is None else int(number)

    def has(self, key: str) -> bool:
        """Tell whether there is such a key."""
        return key in self._values

    def objects(self, key: str) -> tuple["_Object", ...]:
        """Give a list of objects; empty where it is missing."""
        values = self._values.get(key, ())
        if isinstance(values, str) or not isinstance(values, Sequence):
            raise self._malformed(f"a list {key!r}")
        return tuple(_Object(each, self._where) for each in values)

    def object_or_empty(self, key: str) -> "_Object":
        """Give an object; one without keys where it is missing."""
        return _Object(self._values.get(key, {}), self._where)

    def _malformed(self, expected: str) -> TableError:
        return TableError(
            "JSON of another form",
            expected=f"{expected}, as schema {SCHEMA!r} has it",
            where=self._where,
            remedy="Write it with isogloss audit --json.",
        )


def _disparity(held: _Object) -> Disparity:
    return Disparity(
        system=held.text("system"),
        policy=held.text_or("policy", ""),
        against=held.text_or("against", REST),
        totals=_totals(held.object_or_empty("totals")),
        left_out=tuple(
            LeftOut(each.text("reason"), each.count("utterances") or 0)
            for each in held.objects("left_out")
        ),
        groups=tuple(
            Group(each.text("group"), _totals(each), _status(each))
            for each in held.objects("groups")
        ),
        gaps=tuple(_gap(each) for each in held.objects("gaps")),
    )


def _totals(held: _Object) -> Totals:
    return Totals(
        utterances=held.count("utterances") or 0,
        speakers=held.count("speakers"),
        speakers_effective=held.number("speakers_effective"),
        words=held.count("words") or 0,
        substitutions=held.count("substitutions") or 0,
        deletions=held.count("deletions") or 0,
        insertions=held.count("insertions") or 0,
        errors=held.count("errors") or 0,
        empty_hypotheses=held.count("empty_hypotheses") or 0,
        wer=held.number("wer"),
        wer_low=held.number("wer_low"),
        wer_high=held.number("wer_high"),
        busiest_share=held.number("busiest_share"),
        wer_interval=_interval(held),
    )


def _gap(held: _Object) -> Gap:
    return Gap(
        group=held.text("group"),
        against=held.text_or("against", REST),
        difference=held.number("difference"),
        difference_low=held.number("difference_low"),
        difference_high=held.number("difference_high"),
        ratio=held.number("ratio"),
        ratio_low=held.number("ratio_low"),
        ratio_high=held.number("ratio_high"),
        p_value=held.number("p_value"),
        p_adjusted=held.number("p_adjusted"),
        ratio_low_simultaneous=held.number("ratio_low_simultaneous"),
        ratio_high_simultaneous=held.number("ratio_high_simultaneous"),
        status=_status(held),
        ratio_detectable=held.number("ratio_detectable"),
        p_value_simultaneous=held.number("p_value_simultaneous"),
    )


def _status(held: _Object) -> Status:
    """Give the status; a group of which nothing is said has too few speakers."""
    said = held.text_or("status", "too_few_speakers")
    return next((status for status in _STATUSES if status == said), "too_few_speakers")


def _interval(held: _Object) -> IntervalKind | None:
    """Give what limits rest on; where a report does not tell, the contract says speakers."""
    if not held.has("wer_interval"):
        return "speakers"
    said = held.text_or("wer_interval", "")
    return next((kind for kind in _INTERVALS if kind == said), None)
