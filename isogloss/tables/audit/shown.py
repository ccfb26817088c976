"""What `isogloss audit` prints beneath its tables: systems side by side, adjusted gaps, columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from isogloss.tables.audit.words import CAUTION, AuditWords
from pipeline.locale.catalogue import Messages
from pipeline.locale.sanitise import sanitise
from pipeline.locale.widths import cells, padded

if TYPE_CHECKING:
    from pipeline.results.disparity import Adjusted
    from pipeline.stages.auditing.assess import Audited

_GAP = "  "
_PAIRS = ("system", "less system", "group", "points", "95 % interval", "p", "adjusted", "MAPSSWE p")
_ADJUSTED = ("system", "group", "against", "raw ratio", "adjusted", "95 % interval", "p adjusted")
_INTERCEPT = ("with a term a speaker", "95 % interval")
_SELECTION = ("rule", "group", "set aside", "share", "kept, to best", "95 % interval", "p adjusted")


def describe_audit(found: "Audited", language: Literal["en", "fr"] = "en") -> Iterator[str]:
    """Write all sections as lines of text; nothing where there is nothing to add."""
    return _AuditLines(found, AuditWords(language)).lines()


@dataclass(frozen=True, slots=True)
class _AuditLines:
    """One audit in one language, section by section."""

    found: "Audited"
    words: AuditWords

    def lines(self) -> Iterator[str]:
        """Write every section that has something to say."""
        yield from self._pairs()
        yield from self._adjusted()
        yield from self._second()
        yield from self._selection()

    def _pairs(self) -> Iterator[str]:
        found = self.found
        if not found.pairs:
            return
        rows = [
            (
                pair.system_a,
                pair.system_b,
                pair.group or self.words("all"),
                self.words.points(pair.difference),
                self.words.points_between(pair.difference_low, pair.difference_high),
                self.words.p(pair.p_value),
                self.words.p(pair.p_adjusted),
                self.words.p(pair.mapsswe_p_value),
            )
            for pair in found.pairs
        ]
        yield from self._section("Systems on the same speakers, paired by speaker", _PAIRS, rows)
        yield self.words(
            "MAPSSWE takes utterances as independent: it stands beside and decides nothing."
        )

    def _adjusted(self) -> Iterator[str]:
        found = self.found
        gaps = [
            (system.found.system, gap) for system in found.systems for gap in system.found.adjusted
        ]
        if not gaps:
            return
        intercept = any(gap.has_random_intercept for _, gap in gaps)
        head = (*_ADJUSTED, *_INTERCEPT) if intercept else _ADJUSTED
        rows = [self._adjusted_row(system, gap)[: len(head)] for system, gap in gaps]
        named = ", ".join(found.columns.covariates)
        yield from self._section(f"{self.words('Ratios at equal')} {named}", head, rows)
        yield self.words(CAUTION)
        if intercept:
            yield Messages(self.words.language)("block.adjusted.intercept")
        for system in found.systems:
            for each in system.adjustment.left_out if system.adjustment else ():
                what = self.words("utterances in no model")
                name = sanitise(system.found.system)
                yield f"{name}: {each.utterances} {what}: {sanitise(each.reason)}"

    def _adjusted_row(self, system: str, gap: "Adjusted") -> tuple[str, ...]:
        """Write one gap at equal covariates; what the second model says of it comes last."""
        return (
            system,
            gap.group,
            self.words(gap.against),
            self.words.number(gap.raw_ratio),
            self.words.number(gap.ratio),
            self.words.numbers_between(gap.ratio_low, gap.ratio_high),
            self.words.p(gap.p_adjusted),
            self.words.number(gap.mixed_ratio),
            self.words.numbers_between(gap.mixed_low, gap.mixed_high),
        )

    def _second(self) -> Iterator[str]:
        found = self.found
        first, second = found.choices.policy, found.choices.second_policy
        head = ("system", "group", "ratio", first, "ratio", second)
        rows = []
        for system in found.systems:
            if not system.second:
                continue
            others = {gap.group: gap for gap in system.second.gaps}
            for gap in system.found.gaps:
                other = others[gap.group]
                sides = [
                    (self.words.number(each.ratio), self.words(each.verdict.in_json))
                    for each in (gap, other)
                ]
                rows.append((system.found.system, gap.group, *sides[0], *sides[1]))
        if rows:
            yield from self._section("The same gaps under two policies", head, rows)
            yield self.words("A gap under one of them only may be formatting.")

    def _selection(self) -> Iterator[str]:
        found = self.found
        if found.selection is None:
            return
        shares = {(each.rule, each.group): each for each in found.selection.shares}
        rows = [
            (
                gap.rule,
                gap.group,
                f"{shares[gap.rule, gap.group].set_aside:,}",
                self.words.decimal(f"{100 * gap.share:.1f} %"),
                self.words.number(gap.kept_ratio)
                + (f" ({self.words('below 4/5')})" if gap.below_four_fifths else ""),
                self.words.numbers_between(gap.kept_ratio_low, gap.kept_ratio_high),
                self.words.p(gap.p_adjusted),
            )
            for gap in found.selection.gaps
        ]
        if rows:
            yield from self._section("Who was left out by decision", _SELECTION, rows)

    def _section(
        self, title: str, head: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> Iterator[str]:
        table = [tuple(map(sanitise, row)) for row in (tuple(map(self.words, head)), *rows)]
        widths = [max(map(cells, column)) for column in zip(*table, strict=True)]
        yield ""
        yield self.words(title)
        for place, row in enumerate(table):
            texts = [
                padded(text, width, right=False) for text, width in zip(row, widths, strict=True)
            ]
            yield _GAP.join(texts).rstrip()
            if place == 0:
                yield "-" * (sum(widths) + len(_GAP) * (len(widths) - 1))
