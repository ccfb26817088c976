"""What `isogloss quality` prints: plain tables, each figure with its interval and its numbers.

One row reads from left to right as a sentence would, for screen readers as for eyes; nothing is
said by colour, by a sign or by position alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.report.strangers import harmless
from pipeline.report.widths import cells, padded
from pipeline.review.worker_skill_interval import surely_below

if TYPE_CHECKING:
    from pipeline.review.alpha import Alpha
    from pipeline.review.anchoring import Anchoring
    from pipeline.review.clustered import Estimate
    from pipeline.review.listener_groups import Figure
    from pipeline.review.proportions import Share
    from pipeline.stages.quality import Quality

_GAP = "  "
_TOO_FEW = "too few to judge"
_WORDS: Mapping[str, str] = {
    "all": "all pairs",
    "both_shown": "both were shown the machine's text",
    "one_blind": "one listened blind",
    "both_blind": "both listened blind",
    "both_know": "both know the accent",
    "one_knows": "one knows the accent",
    "neither_knows": "neither knows the accent",
    "not_said": "not said",
}
_PEOPLE = ("pairs", "speakers", "listeners")


def lines_of(found: "Quality") -> Iterator[str]:
    """All sections as lines of text."""
    if not found.texts:
        yield "nobody has corrected anything yet; start with: isogloss correct --worker NAME"
        return
    yield f"{found.texts:,} texts of {found.recordings:,} recordings, words as in {found.policy}"
    yield from _agreement(found)
    yield from _alpha(found.alpha)
    yield from _cells(found)
    yield from _gold(found)
    yield from _anchoring(found.anchoring)
    yield from _skill(found)
    yield from _appeals(found)
    yield ""
    yield "Intervals are 95 % over speakers and listeners. A difference is associated with a group"
    yield "or a worker, not caused by it. docs/leading.md says what no figure here must be read as."


def _agreement(found: "Quality") -> Iterator[str]:
    yield from _title("Disagreement between listeners")
    yield (
        "Edits over words of the longer text, each recording once, "
        f"its earliest {found.first} texts."
    )
    head = ("pairs of listeners", "disagree", "95 % interval", *_PEOPLE, "")
    figures = [found.agreement, *found.by_shown, *found.by_knowledge]
    yield from _table(head, [_figure(one, _WORDS) for one in figures])
    yield from _title("Disagreement by the speaker's accent group")
    if not found.by_group:
        yield "no pair is about a speaker whose accent group is known"
        return
    head = ("accent group", *head[1:])
    yield from _table(head, [_figure(one, found.names) for one in found.by_group])


def _alpha(alpha: "Alpha") -> Iterator[str]:
    yield from _title("Krippendorff's alpha, distance in words")
    if alpha.observed is None or alpha.expected is None or alpha.estimate.low is None:
        yield _TOO_FEW
        return
    yield (
        f"alpha {_number(alpha.estimate.value)}, 95 % interval {_limits(alpha.estimate)}, "
        f"{alpha.texts:,} texts of {alpha.recordings:,} recordings, "
        f"{alpha.estimate.speakers:,} speakers, {alpha.estimate.workers:,} listeners"
    )
    sampled = f", give or take {alpha.expected_error:.4f}" if alpha.expected_error else ""
    yield f"disagreement seen {alpha.observed:.3f}, by chance {alpha.expected:.3f}{sampled}"


def _cells(found: "Quality") -> Iterator[str]:
    yield from _title("Disagreement by listener's accent and speaker's accent")
    if not found.cells:
        yield "too few listeners have said which accents they know (isogloss correct --accent)"
        return
    rows = [
        (
            _name(cell.listener, found.names),
            _name(cell.speaker, found.names),
            *_value(cell.estimate),
            f"{cell.estimate.observations:,}",
            f"{cell.estimate.speakers:,}",
            f"{cell.listeners:,}",
            "" if cell.status == "reported" else _TOO_FEW,
        )
        for cell in found.cells
    ]
    head = ("listeners know", "accent group", "disagree", "95 % interval", *_PEOPLE, "")
    yield from _table(head, rows, names=2)


def _gold(found: "Quality") -> Iterator[str]:
    yield from _title("Gold items")
    if not found.gold:
        yield "no gold item has been answered"
        return
    rows = [(harmless(one.worker_id), *_share(one.passed), f"{one.forgiven}") for one in found.gold]
    rows.append(
        ("all workers", *_share(found.gold_passed), f"{sum(o.forgiven for o in found.gold)}")
    )
    yield from _table(("worker", "passed", "95 % interval", "answered", "forgiven"), rows)


def _anchoring(found: "Anchoring") -> Iterator[str]:
    yield from _title("Led by the machine's text")
    rows = [
        (says, *_value(figure, signed=signed), f"{figure.observations:,}", f"{figure.workers:,}")
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
    yield from _table(("sign", "value", "95 % interval", "n", "listeners"), rows)
    by_worker = [
        (harmless(one.worker_id), *_share(one.survived), *_share(one.too_fast))
        for one in found.workers
    ]
    if by_worker:
        yield ""
        head = ("survived", "95 % interval", "planted", "too fast", "95 % interval", "shown")
        yield from _table(("worker", *head), by_worker)


def _skill(found: "Quality") -> Iterator[str]:
    yield from _title("Skill: share of words right, from agreement and gold")
    below = f"surely below {found.requeue_below:g}"
    rows = [
        (
            harmless(one.worker_id),
            *_shown(one.skill, one.low, one.high),
            f"{one.recordings:,}",
            f"{one.partners:,}",
            f"{one.gold:,}",
            below if surely_below(one, found.requeue_below) else "",
        )
        for one in found.skills  # by id: it is no table of merit
    ]
    if not rows:
        yield "no two people have typed the same recording, and no gold item has been answered"
        return
    head = ("worker", "skill", "95 % interval", "recordings", "partners", "gold", "")
    yield from _table(head, rows)


def _appeals(found: "Quality") -> Iterator[str]:
    yield from _title("Appeals by the speaker's accent group")
    if not found.appeals:
        yield "no appeal has been raised"
        return
    rows = [
        (_name(one.group, found.names), *_share(one.upheld), f"{one.raised}", f"{one.open}")
        for one in found.appeals
    ]
    head = ("accent group", "upheld", "95 % interval", "settled", "raised", "open")
    yield from _table(head, rows)


def _figure(figure: "Figure", names: Mapping[str, str]) -> tuple[str, ...]:
    estimate = figure.estimate
    return (
        _name(figure.group, names),
        *_value(estimate),
        f"{estimate.observations:,}",
        f"{estimate.speakers:,}",
        f"{estimate.workers:,}",
        "" if figure.status == "reported" else _TOO_FEW,
    )


def _value(estimate: "Estimate", *, signed: bool = False) -> tuple[str, str]:
    return _shown(estimate.value, estimate.low, estimate.high, signed=signed)


def _share(one: "Share") -> tuple[str, str, str]:
    return (*_shown(one.value, one.low, one.high), f"{one.trials:,}")


def _shown(
    value: float | None, low: float | None, high: float | None, *, signed: bool = False
) -> tuple[str, str]:
    """A share and its interval; without an interval no share either."""
    if value is None or low is None or high is None:
        return "not known", "not known"
    form = "{:+.1%}" if signed else "{:.1%}"
    return form.format(value), f"{form.format(low)} to {form.format(high)}"


def _limits(estimate: "Estimate") -> str:
    return f"{_number(estimate.low)} to {_number(estimate.high)}"


def _number(value: float | None) -> str:
    return "not known" if value is None else f"{value:.3f}"


def _name(group: str, names: Mapping[str, str]) -> str:
    return harmless(names.get(group, group))


def _title(text: str) -> tuple[str, str]:
    return "", text


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], *, names: int = 1) -> Iterator[str]:
    """Columns flush left for names and remarks (without a header), right for numbers."""
    widths = [max(cells(row[at]) for row in (head, *rows)) for at in range(len(head))]
    for row in (head, *rows):
        texts = [
            padded(cell, width, right=at >= names and bool(head[at]))
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield _GAP.join(texts).rstrip()
