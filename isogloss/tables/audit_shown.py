"""What `isogloss audit` prints beneath its tables: systems side by side, adjusted gaps, columns."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from pipeline.report.strangers import harmless
from pipeline.report.widths import cells, padded

if TYPE_CHECKING:
    from pipeline.stages.audit import Audited

_GAP = "  "
_LEAST_P = 0.001
_CAUTION = (
    "Adjustment allows for what was measured and named, and for nothing else; it shows what is "
    "associated with a group, not what is caused by it."
)
_FRENCH: Mapping[str, str] = {
    "system": "système",
    "less system": "moins le système",
    "group": "groupe",
    "all": "tous",
    "points": "points",
    "95 % interval": "IC à 95 %",
    "p adjusted": "p ajusté",
    "MAPSSWE p": "p de MAPSSWE",
    "against": "face à",
    "rest": "tous les autres",
    "raw ratio": "rapport brut",
    "adjusted": "ajusté",
    "ratio": "rapport",
    "rule": "règle",
    "set aside": "écartés",
    "share": "part",
    "kept, to best": "gardés, au mieux traité",
    "below 4/5": "moins de 4/5",
    "to": "à",
    "worse": "plus d'erreurs",
    "better": "moins d'erreurs",
    "no difference shown": "pas d'écart établi",
    "withheld": "réservé",
    "Systems on the same speakers, paired by speaker": "Systèmes sur les mêmes personnes, "
    "appariés par personne",
    "MAPSSWE takes utterances as independent: it stands beside and decides nothing.": "MAPSSWE "
    "tient les énoncés pour indépendants : il figure à côté et ne décide de rien.",
    "Ratios at equal": "Rapports à valeurs égales de",
    _CAUTION: "L'ajustement tient compte de ce qui "
    "fut mesuré et nommé, et de rien d'autre ; il montre ce qui est associé à un groupe, non ce "
    "qu'il cause.",
    "utterances in no model": "énoncés dans aucun modèle",
    "The same gaps under two policies": "Les mêmes écarts sous deux normalisations",
    "A gap under one of them only may be formatting.": "Un écart sous une seule des deux peut "
    "n'être que de la mise en forme.",
    "Who was left out by decision": "Qui fut écarté par décision",
}


def lines_of(found: "Audited", language: Literal["en", "fr"] = "en") -> Iterator[str]:
    """All sections as lines of text; nothing where there is nothing to add."""
    return _Shown(found, _FRENCH if language == "fr" else {}).lines()


class _Shown:
    """One audit in one language, section by section."""

    def __init__(self, found: "Audited", words: Mapping[str, str]) -> None:
        self._found = found
        self._words = words

    def lines(self) -> Iterator[str]:
        """Every section that has something to say."""
        yield from self._pairs()
        yield from self._adjusted()
        yield from self._second()
        yield from self._selection()

    def _points(self, rate: float | None) -> str:
        return "" if rate is None else self._decimal(f"{100 * rate:+.1f}")

    def _number(self, ratio: float | None) -> str:
        return "" if ratio is None else self._decimal(f"{ratio:.2f}")

    def _p(self, value: float | None) -> str:
        if value is None:
            return ""
        return self._decimal(f"{value:.3f}" if value >= _LEAST_P else f"< {_LEAST_P}")

    def _decimal(self, text: str) -> str:
        return text.replace(".", ",") if self._words else text

    def _between(self, low: str, high: str) -> str:
        return f"{low} {self._say('to')} {high}" if low and high else ""

    def _say(self, text: str) -> str:
        return self._words.get(text, text)

    def _pairs(self) -> Iterator[str]:
        found = self._found
        if not found.pairs:
            return
        head = (
            "system",
            "less system",
            "group",
            "points",
            "95 % interval",
            "p",
            "adjusted",
            "MAPSSWE p",
        )
        rows = [
            (
                pair.system_a,
                pair.system_b,
                pair.group or self._say("all"),
                self._points(pair.difference),
                self._between(
                    self._points(pair.difference_low), self._points(pair.difference_high)
                ),
                self._p(pair.p_value),
                self._p(pair.p_adjusted),
                self._p(pair.mapsswe_p_value),
            )
            for pair in found.pairs
        ]
        yield from self._section("Systems on the same speakers, paired by speaker", head, rows)
        yield self._say(
            "MAPSSWE takes utterances as independent: it stands beside and decides nothing."
        )

    def _adjusted(self) -> Iterator[str]:
        found = self._found
        head = (
            "system",
            "group",
            "against",
            "raw ratio",
            "adjusted",
            "95 % interval",
            "p adjusted",
        )
        rows = [
            (
                system.found.system,
                gap.group,
                self._say(gap.against),
                self._number(gap.raw_ratio),
                self._number(gap.ratio),
                self._between(self._number(gap.ratio_low), self._number(gap.ratio_high)),
                self._p(gap.p_adjusted),
            )
            for system in found.systems
            for gap in system.found.adjusted
        ]
        if not rows:
            return
        named = ", ".join(found.columns.covariates)
        yield from self._section(f"{self._say('Ratios at equal')} {named}", head, rows)
        yield self._say(_CAUTION)
        for system in found.systems:
            for each in system.adjustment.left_out if system.adjustment else ():
                what = self._say("utterances in no model")
                name = harmless(system.found.system)
                yield f"{name}: {each.utterances} {what}: {harmless(each.reason)}"

    def _second(self) -> Iterator[str]:
        found = self._found
        head = (
            "system",
            "group",
            "ratio",
            found.choices.policy,
            "ratio",
            found.choices.second_policy,
        )
        rows = []
        for system in found.systems:
            if not system.second:
                continue
            others = {gap.group: gap for gap in system.second.gaps}
            for gap in system.found.gaps:
                other = others[gap.group]
                sides = [
                    (self._number(each.ratio), self._say(each.verdict)) for each in (gap, other)
                ]
                rows.append((system.found.system, gap.group, *sides[0], *sides[1]))
        if rows:
            yield from self._section("The same gaps under two policies", head, rows)
            yield self._say("A gap under one of them only may be formatting.")

    def _selection(self) -> Iterator[str]:
        found = self._found
        if found.selection is None:
            return
        head = (
            "rule",
            "group",
            "set aside",
            "share",
            "kept, to best",
            "95 % interval",
            "p adjusted",
        )
        shares = {(each.rule, each.group): each for each in found.selection.shares}
        rows = [
            (
                gap.rule,
                gap.group,
                f"{shares[gap.rule, gap.group].set_aside:,}",
                self._decimal(f"{100 * gap.share:.1f} %"),
                self._number(gap.kept_ratio)
                + (f" ({self._say('below 4/5')})" if gap.below_four_fifths else ""),
                self._between(self._number(gap.kept_ratio_low), self._number(gap.kept_ratio_high)),
                self._p(gap.p_adjusted),
            )
            for gap in found.selection.gaps
        ]
        if rows:
            yield from self._section("Who was left out by decision", head, rows)

    def _section(
        self, title: str, head: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> Iterator[str]:
        table = [tuple(map(harmless, row)) for row in (tuple(map(self._say, head)), *rows)]
        widths = [max(map(cells, column)) for column in zip(*table, strict=True)]
        yield ""
        yield self._say(title)
        for place, row in enumerate(table):
            texts = [
                padded(text, width, right=False) for text, width in zip(row, widths, strict=True)
            ]
            yield _GAP.join(texts).rstrip()
            if place == 0:
                yield "-" * (sum(widths) + len(_GAP) * (len(widths) - 1))
