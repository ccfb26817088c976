"""What `isogloss quality` prints: plain tables, each figure with its interval and its numbers.

One row reads from left to right as a sentence would, for screen readers as for eyes; nothing is
said by colour, by a sign or by position alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from isogloss.lead.quality.words import QualityWords
from pipeline.locale.sanitise import sanitise
from pipeline.locale.widths import cells, padded
from pipeline.review.quality.worker_skill import surely_below

if TYPE_CHECKING:
    from pipeline.review.quality.alpha import Alpha
    from pipeline.review.quality.anchoring import Anchoring
    from pipeline.review.quality.listener_groups import Figure
    from pipeline.stages.quality.figures import Quality
    from pipeline.statistics.clustered import Estimate
    from pipeline.statistics.proportions import Share

_GAP = "  "
_TOO_FEW = "too few to judge"
_PHRASES: Mapping[str, str] = {
    "all": "all pairs",
    "both_shown": "both were shown the machine's text",
    "one_blind": "one listened blind",
    "both_blind": "both listened blind",
    "both_know": "both know the accent",
    "one_knows": "one knows the accent",
    "neither_knows": "neither knows the accent",
    "not_said": "not said",
}
_INTERVAL = "95 % interval"
_PEOPLE = ("disagree", _INTERVAL, "pairs", "speakers", "listeners", "")

_CLOSING = (
    "Intervals are 95 % over speakers and listeners. A difference is associated with a group",
    "or a worker, not caused by it. docs/leading.md says what no figure must be read as.",
)


def describe_quality(found: "Quality", language: str = "en") -> Iterator[str]:
    """Write all sections as lines of text, in English or French."""
    return _QualityLines(found, QualityWords(language)).lines()


class _QualityLines:
    """One result in one language, section by section."""

    def __init__(self, found: "Quality", words: QualityWords) -> None:
        self._found = found
        self._words = words

    def lines(self) -> Iterator[str]:
        """Write every section, or say that there is nothing yet."""
        found, words = self._found, self._words
        if not found.texts:
            yield words(
                "nobody has corrected anything yet; start with: isogloss correct --worker NAME"
            )
            return
        yield words(
            "{texts} texts of {recordings} recordings, words as in {policy}",
            texts=words.count(found.texts),
            recordings=words.count(found.recordings),
            policy=found.policy,
        )
        yield from self._agreement()
        yield from self._by_group()
        yield from self._alpha(found.alpha)
        yield from self._cells()
        yield from self._gold()
        yield from self._anchoring(found.anchoring)
        yield from self._skill()
        yield from self._appeals()
        yield ""
        for line in _CLOSING:
            yield words(line)

    def _agreement(self) -> Iterator[str]:
        yield from self._title("Disagreement between listeners")
        yield self._words(
            "Edits over words of the longer text, each recording once, its earliest {first} texts.",
            first=str(self._found.first),
        )
        figures = [self._found.agreement, *self._found.by_shown, *self._found.by_knowledge]
        names = {key: self._words(phrase) for key, phrase in _PHRASES.items()}
        rows = [self._figure(one, names) for one in figures]
        yield from self._table(("pairs of listeners", *_PEOPLE), rows)

    def _by_group(self) -> Iterator[str]:
        yield from self._title("Disagreement by the speaker's accent group")
        rows = [self._figure(one, self._found.names) for one in self._found.by_group]
        nothing = "no pair is about a speaker whose accent group is known"
        yield from self._table(("accent group", *_PEOPLE), rows, nothing=nothing)

    def _alpha(self, alpha: "Alpha") -> Iterator[str]:
        words, estimate = self._words, alpha.estimate
        yield from self._title("Krippendorff's alpha, distance in words")
        known = estimate.value, estimate.low, estimate.high, alpha.observed, alpha.expected
        if None in known:
            yield words(_TOO_FEW)
            return
        value, low, high, observed, expected = (words.decimal(one or 0.0) for one in known)
        yield words(
            "alpha {alpha}, 95 % interval {limits}, {texts} texts of {recordings} recordings, "
            "{speakers} speakers, {workers} listeners",
            alpha=value,
            limits=words("{low} to {high}", low=low, high=high),
            texts=words.count(alpha.texts),
            recordings=words.count(alpha.recordings),
            speakers=words.count(estimate.speakers),
            workers=words.count(estimate.workers),
        )
        yield words(
            "disagreement seen {observed}, by chance {expected}, give or take {error}",
            observed=observed,
            expected=expected,
            error=words.decimal(alpha.expected_error, 4),
        )

    def _cells(self) -> Iterator[str]:
        yield from self._title("Disagreement by listener's accent and speaker's accent")
        rows = [
            (
                self._name(cell.listener),
                self._name(cell.speaker),
                *self._value(cell.estimate),
                *self._counts(cell.estimate.observations, cell.estimate.speakers, cell.listeners),
                self._remark(cell.status),
            )
            for cell in self._found.cells
        ]
        nothing = "too few listeners have said which accents they know (isogloss correct --accent)"
        head = ("listeners know", "accent group", *_PEOPLE)
        yield from self._table(head, rows, names=2, nothing=nothing)

    def _gold(self) -> Iterator[str]:
        yield from self._title("Gold items")
        scores = self._found.gold
        rows = [
            (sanitise(one.worker_id), *self._share(one.passed), *self._counts(one.forgiven))
            for one in scores
        ]
        if rows:
            forgiven = sum(one.forgiven for one in scores)
            overall = self._share(self._found.gold_passed)
            rows.append((self._words("all workers"), *overall, *self._counts(forgiven)))
        head = ("worker", "passed", _INTERVAL, "answered", "forgiven")
        yield from self._table(head, rows, nothing="no gold item has been answered")

    def _anchoring(self, found: "Anchoring") -> Iterator[str]:
        yield from self._title("Led by the machine's text")
        rows = [
            (
                self._words(says),
                *self._value(figure, signed=signed),
                *self._counts(figure.observations, figure.workers),
            )
            for says, figure, signed in (
                ("planted errors that survived", found.survived, False),
                ("accepted unchanged, too fast to have listened", found.too_fast, False),
                ("distance from the machine's text, typed blind", found.blind_to_machine, False),
                ("distance from the machine's text, shown it", found.shown_to_machine, False),
                ("anchoring index: blind less shown", found.pull, True),
                ("disagreement of a blind text with a shown one", found.blind_to_others, False),
                ("disagreement of two who were shown it", found.shown_to_others, False),
                ("blind less shown", found.unlike_others, True),
            )
        ]
        yield from self._table(("sign", "value", _INTERVAL, "n", "listeners"), rows)
        by_worker = [
            (sanitise(one.worker_id), *self._share(one.survived), *self._share(one.too_fast))
            for one in found.workers
        ]
        if by_worker:
            yield ""
            head = ("survived", _INTERVAL, "planted", "too fast", _INTERVAL, "shown")
            yield from self._table(("worker", *head), by_worker)

    def _skill(self) -> Iterator[str]:
        yield from self._title("Skill: share of words right, from agreement and gold")
        limit = self._found.requeue_below
        below = self._words("surely below {limit}", limit=self._words.decimal(limit, 2))
        rows = [
            (
                sanitise(one.worker_id),
                *self._shown(one.skill, one.low, one.high),
                *self._counts(one.recordings, one.partners, one.gold),
                below if surely_below(one, limit) else "",
            )
            for one in self._found.skills  # by id: it is no table of merit
        ]
        nothing = "no two people have typed the same recording, and no gold item has been answered"
        head = ("worker", "skill", _INTERVAL, "recordings", "partners", "gold", "")
        yield from self._table(head, rows, nothing=nothing)

    def _appeals(self) -> Iterator[str]:
        yield from self._title("Appeals by the speaker's accent group")
        rows = [
            (self._name(one.group), *self._share(one.upheld), *self._counts(one.raised, one.open))
            for one in self._found.appeals
        ]
        head = ("accent group", "upheld", _INTERVAL, "settled", "raised", "open")
        yield from self._table(head, rows, nothing="no appeal has been raised")

    def _figure(self, figure: "Figure", names: Mapping[str, str]) -> tuple[str, ...]:
        estimate = figure.estimate
        return (
            sanitise(names.get(figure.group, figure.group)),
            *self._value(estimate),
            *self._counts(estimate.observations, estimate.speakers, estimate.workers),
            self._remark(figure.status),
        )

    def _remark(self, status: str) -> str:
        return "" if status == "reported" else self._words(_TOO_FEW)

    def _value(self, estimate: "Estimate", *, signed: bool = False) -> tuple[str, str]:
        return self._shown(estimate.value, estimate.low, estimate.high, signed=signed)

    def _share(self, one: "Share") -> tuple[str, ...]:
        return (*self._shown(one.value, one.low, one.high), *self._counts(one.trials))

    def _shown(
        self, value: float | None, low: float | None, high: float | None, *, signed: bool = False
    ) -> tuple[str, str]:
        """Write a share and its interval; without an interval no share either."""
        if value is None or low is None or high is None:
            return self._words("not known"), self._words("not known")
        one, least, most = (self._words.share(x, signed=signed) for x in (value, low, high))
        return one, self._words("{low} to {high}", low=least, high=most)

    def _counts(self, *numbers: int) -> tuple[str, ...]:
        return tuple(self._words.count(number) for number in numbers)

    def _name(self, group: str) -> str:
        return sanitise(self._found.names.get(group, group))

    def _title(self, phrase: str) -> tuple[str, str]:
        return "", self._words(phrase)

    def _table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        names: int = 1,
        nothing: str = "",
    ) -> Iterator[str]:
        """Set columns flush left for names and remarks (without a header), right for numbers."""
        if not rows:
            yield self._words(nothing)
            return
        labels = [self._words(label) if label else "" for label in head]
        widths = [max(cells(row[at]) for row in (labels, *rows)) for at in range(len(head))]
        for row in (labels, *rows):
            texts = [
                padded(cell, width, right=at >= names and bool(head[at]))
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            yield _GAP.join(texts).rstrip()
