"""What a reader must know of a table before believing what is said of it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.disparity.streaming.casing_and_punctuation import CasingAndPunctuation
from pipeline.disparity.streaming.counting import Counting
from pipeline.io.tables.reader import Tables
from pipeline.io.tables.roles import Columns
from pipeline.tables import UNDISCLOSED

_NORMALISER = re.compile(
    r"(text_?)?(normali[sz](er|ation)|policy)(_?(name|version))?", re.IGNORECASE
)
_APART = re.compile(r"[\s_\-.]+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s_\-.]+(?=\d)")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_MOST_NAMED = 10
_READ_TWICE = "read_twice"
_COUNTS = "every such difference counts as an error"
_COUNTS_NOT = "the policy sets that aside, but not how numbers were written out"


@dataclass(frozen=True, slots=True)
class AuditRemark:
    """One thing to know.

    Attributes:
        code: What kind of thing.
        text: What was found, and what it means.
        where: The column, file or rows it concerns.
        rows: How many rows, where they were counted.
    """

    code: str
    text: str
    where: str = ""
    rows: int = 0

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text

    def in_language(self, language: str) -> str:
        """Say it; in French where there are words for it."""
        if language != "fr":
            return str(self)
        from pipeline.locale.messages.remarks import french_remark  # brings all of a page's

        return french_remark(self.code, self.where, self.rows) or str(self)


def normaliser_column(names: Sequence[str]) -> str | None:
    """Find the column that says which normaliser made a row.

    Example:
        >>> normaliser_column(["text", "normalizer_version"]), normaliser_column(["text"])
        ('normalizer_version', None)
    """
    return next((name for name in names if _NORMALISER.fullmatch(name.strip())), None)


def remarks_on(
    counting: Counting, tables: Tables[Columns], *, once: bool
) -> tuple[AuditRemark, ...]:
    """Say everything that was seen while reading and counting.

    Args:
        counting: What was counted.
        tables: What was read.
        once: Whether rows read twice were counted once, and are among those left out.
    """
    read = [
        AuditRemark(each.code, each.text, each.where, each.rows)
        for each in tables.remarks
        if not (once and each.code == _READ_TWICE)
    ]
    return (*read, *_missing(counting), *_written(counting), *_suspected(counting))


def folded(speaker: str) -> str:
    """Write a speaker's id so that ids a person would take for one are one.

    Example:
        >>> folded(" Spk_007") == folded("spk 7") == folded("SPK-07")
        True
        >>> folded("spk-1-23") == folded("spk-12-3")
        False
    """
    return _APART.sub("", _ZEROS.sub("", _BETWEEN_DIGITS.sub("|", speaker.strip().casefold())))


def _missing(counting: Counting) -> Iterator[AuditRemark]:
    plan = counting.plan
    for place, system in enumerate(plan.systems):
        if not counting.answered[place]:
            text = "empty throughout, so taken as missing and left out: no_hypothesis"
            yield AuditRemark("empty_column", text, f"column {system!r}")
    if counting.silent:
        inserted = ", ".join(
            f"{system}: {int(number):,}"
            for system, number in zip(plan.systems, counting.hallucinations, strict=True)
        )
        text = (
            f"{counting.silent:,} references without a word: they have no rate, but what was heard "
            f"there counts as inserted ({inserted} words)"
        )
        yield AuditRemark("empty_references", text, f"column {plan.reference!r}")


def _written(counting: Counting) -> Iterator[AuditRemark]:
    """Texts that went through different normalisers."""
    plan = counting.plan
    for system, sign, in_references in counting.casing_and_punctuation.between_sides():
        sides = ("references", "hypotheses")
        having, without = sides if in_references else sides[::-1]
        counts = _COUNTS if plan.policies[0] == "verbatim-1" else _COUNTS_NOT
        text = f"{having} have {sign}, {without} have none: two normalisers made them; {counts}"
        yield AuditRemark("mixed_normalisers", text, f"column {system!r}")
    yield from _written_by_group(
        counting.casing_and_punctuation, counting.groups.names, plan.reference
    )
    versions = counting.normalisers.names
    if plan.normaliser and len(versions) > 1:
        named = ", ".join(map(repr, versions[:_MOST_NAMED]))
        text = f"{len(versions)} normalisers in one table ({named}): a gap may be formatting"
        yield AuditRemark("mixed_normalisers", text, f"column {plan.normaliser!r}")


def _written_by_group(
    written: CasingAndPunctuation, names: Sequence[str], reference: str
) -> Iterator[AuditRemark]:
    def named(codes: Sequence[int]) -> str:
        shown = sorted(UNDISCLOSED if code < 0 else names[code] for code in codes)
        rest = len(shown) - _MOST_NAMED
        more = f" and {rest} more" if rest > 0 else ""
        return ", ".join(map(repr, shown[:_MOST_NAMED])) + more

    for column, sign, having, without in written.between_groups():
        text = (
            f"texts of {named(having)} have {sign}, those of {named(without)} have none: they went "
            f"through different normalisers, and a gap may be formatting"
        )
        yield AuditRemark("mixed_normalisers", text, f"column {column or reference!r}")


def _suspected(counting: Counting) -> Iterator[AuditRemark]:
    speaker = counting.plan.speaker
    if speaker is None:
        return
    alike = defaultdict(list)
    for name in counting.speakers.names:
        alike[folded(name)].append(name)
    several = sum(len(names) > 1 for names in alike.values())
    if several:
        text = (
            "speakers who may stand under several ids, which differ only in case, spaces, hyphens "
            f"or leading zeros: {several:,}; each id counts as a speaker of its own, so intervals "
            "may be too short"
        )
        yield AuditRemark("speakers_alike", text, f"column {speaker!r}")
