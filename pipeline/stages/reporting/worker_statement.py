"""The statement on workers in a report: how many they are, their hours, pay and refusals.

Groups of few people are folded, and a number that would be one person's is left out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import median

from accents.groups import group_name
from accents.taxonomy import Taxonomy
from pipeline.io.ledger import posted_items, posted_top_ups, regions, work_between
from pipeline.io.store.store import Store, each_row
from pipeline.io.workspace import Workspace
from pipeline.report.work_done import Refusal, WorkCell, WorkDone
from pipeline.review.paying.hourly import pool_over_workers
from pipeline.review.paying.ledger import Period
from pipeline.review.paying.rates import Work
from pipeline.review.paying.settlement import Statement, settle
from pipeline.review.paying.small_cells import fold_small
from pipeline.stages.permissions.masks import load_masks
from pipeline.statistics.rates import Rate
from pipeline.tables import REFERENCE_METHODS
from pipeline.text.masking import Mask
from pipeline.text.policies import normalise

_MINOR = 100
_EVER = datetime(1, 1, 1, tzinfo=UTC)
_ENOUGH_FOR_A_RANGE = 2
"""Times the fewest people of a cell: an extreme is one person's pay, and must not name them."""
_HEARD = [method for method in REFERENCE_METHODS if method != "prompt"]


@dataclass(frozen=True)
class _Done:
    """One worker's work so far."""

    statement: Statement
    skipped: int
    flagged: int
    typed: int
    overruled: int

    @property
    def paid(self) -> float:
        """Units of the currency, top-ups included."""
        return float(self.statement.paid_minor + self.statement.topped_up_minor) / _MINOR


def make_worker_statement(
    workspace: Workspace, taxonomy: Taxonomy, now: datetime
) -> WorkDone | None:
    """Tell who did all work so far; None where nobody did any.

    Pay is what was posted and, for what is not posted yet, what the rates of today give; top-ups
    as posted. With fewer people than `pay.min_cell` nothing is told but that.

    Args:
        workspace: Where.
        taxonomy: For the names of accents.
        now: Work dated later, by a clock that ran ahead, is left out.
    """
    store, least = workspace.store, workspace.settings.pay.min_cell
    with store.reading() as connection:
        work = work_between(connection, _EVER, now)
    if not work:
        return None
    done = _each_worker(workspace, work, now)
    if len(done) < least:
        return WorkDone(least)
    days = [one.worked_at.date() for one in work]
    regions_told, accents_told = _fold_people(workspace, done, taxonomy)
    told = WorkDone(
        least=least,
        people=len(done),
        first=min(days),
        last=max(days),
        answers=len(work),
        hours=_hours(done.values()),
        regions=regions_told,
        accents=accents_told,
        refusals=_refusals(list(done.values())),
    )
    return _with_pay(told, list(done.values()), workspace.settings.pay.currency)


def _with_pay(told: WorkDone, done: Sequence[_Done], currency: str) -> WorkDone:
    """Add what an hour came to; nothing that would be one person's pay."""
    hourly = _hourly(done)
    spread = sorted(one.paid / float(one.statement.hours) for one in done if _has_rate(one))
    is_paid = any(spread)
    wide = is_paid and len(spread) >= _ENOUGH_FOR_A_RANGE * told.least
    below = _below_floor(done)
    few = below is not None and 0 < below < told.least
    return replace(
        told,
        currency=currency if is_paid else "",
        hourly=hourly.value,
        hourly_low=hourly.low,
        hourly_high=hourly.high,
        median=median(spread) if is_paid and len(spread) >= told.least else None,
        lowest=spread[0] if wide else None,
        highest=spread[-1] if wide else None,
        people_paid=len(spread),
        below_floor=None if few else below,
        few_below_floor=few,
    )


def _fold_people(
    workspace: Workspace, done: Mapping[str, _Done], taxonomy: Taxonomy
) -> tuple[tuple[WorkCell, ...], tuple[WorkCell, ...]]:
    """Group the people by the country they live in, and by the accents they know."""
    language, least = workspace.settings.report.language, workspace.settings.pay.min_cell
    accents = _accents(workspace.store)
    by_region = _cells(
        done,
        lambda worker: [done[worker].statement.region.split("-")[0]],
        lambda code: _country_name(code, language),
        least,
    )
    by_accent = _cells(
        done,
        lambda worker: accents.get(worker) or [""],
        lambda slug: _accent_name(slug, taxonomy, language),
        least,
    )
    return by_region, by_accent


def _each_worker(workspace: Workspace, work: Sequence[Work], now: datetime) -> dict[str, _Done]:
    days = [one.worked_at.date() for one in work]
    everything = Period(min(days), max(days))
    with workspace.store.reading() as connection:
        posted = posted_items(connection, [one.work_id for one in work])
        posted += posted_top_ups(connection, everything)
        homes = regions(connection)
    settled = settle(everything, work, posted, pay=workspace.settings.pay, regions=homes, now=now)
    outcomes = Counter((one.worker_id, one.outcome) for one in work)
    typed = _texts(workspace.store, workspace.settings.report.policy)
    return {
        one.worker_id: _Done(
            one,
            outcomes[one.worker_id, "skipped"],
            outcomes[one.worker_id, "flagged"],
            *typed.get(one.worker_id, (0, 0)),
        )
        for one in settled.statements
    }


def _texts(store: Store, policy: str) -> dict[str, tuple[int, int]]:
    """Count each worker's texts that have a reference, and those that differ from it."""
    used = store.read("references", where={"method": _HEARD}, columns=["utterance_id", "text"])
    masks = load_masks(store)
    references = {
        row.utterance_id: _compared(row.text, masks.get(row.utterance_id), policy)
        for row in each_row(used)
    }
    corrections = store.read(
        "corrections",
        where={"gold": False, "action": ["accepted", "edited"], "retracted_at": None},
        columns=["utterance_id", "worker_id", "text"],
    )
    counted: dict[str, tuple[int, int]] = {}
    for row in each_row(corrections):
        if row.utterance_id in references:
            text = _compared(row.text, masks.get(row.utterance_id), policy)
            typed, other = counted.get(row.worker_id, (0, 0))
            differs = text != references[row.utterance_id]
            counted[row.worker_id] = (typed + 1, other + differs)
    return counted


def _compared(text: str, mask: Mask | None, policy: str) -> str:
    return normalise(mask.text(text) if mask else text, policy)


def _accents(store: Store) -> dict[str, list[str]]:
    held = store.read("workers", columns=["worker_id", "accents"])
    return {row.worker_id: list(dict.fromkeys(row.accents or [])) for row in each_row(held)}


def _country_name(code: str, language: str) -> str:
    from babel import Locale

    return str(Locale(language).territories.get(code, code))


def _accent_name(slug: str, taxonomy: Taxonomy, language: str) -> str:
    # One of another language's taxonomy, or an older one's, is shown as it was given.
    return group_name(slug, taxonomy, language) if slug in taxonomy.accents else slug


def _cells(
    done: Mapping[str, _Done],
    find_groups: Callable[[str], Sequence[str]],
    find_name: Callable[[str], str],
    least: int,
) -> tuple[WorkCell, ...]:
    """Make a row a group, the largest first; groups of too few people share one row at the end."""
    groups: dict[str, set[str]] = {}
    for worker in done:
        for group in find_groups(worker):
            groups.setdefault(group, set()).add(worker)
    cells = fold_small({name: frozenset(people) for name, people in groups.items()}, least)
    in_order = sorted(cells.shown, key=lambda name: (-len(cells.shown[name]), name))
    rows = [_cell([find_name(name)], [done[one] for one in cells.shown[name]]) for name in in_order]
    if cells.together:
        names = [find_name(name) for name in cells.folded]
        rows.append(_cell(names, [done[one] for one in sorted(cells.together)]))
    return tuple(rows)


def _cell(names: Sequence[str], people: Sequence[_Done]) -> WorkCell:
    hourly = _hourly(people)
    return WorkCell(
        names=tuple(names),
        people=len(people),
        answers=sum(one.statement.items for one in people),
        hours=_hours(people),
        hourly=hourly.value,
        hourly_low=hourly.low,
        hourly_high=hourly.high,
    )


def _below_floor(people: Iterable[_Done]) -> int | None:
    """Count who was below their floor before top-ups; None where nobody has a floor."""
    have_one = [one.statement for one in people if one.statement.floor is not None]
    return sum(one.below_floor for one in have_one) if have_one else None


def _hours(people: Iterable[_Done]) -> float:
    return float(sum(one.statement.hours for one in people))


def _has_rate(one: _Done) -> bool:
    return one.statement.hourly is not None


def _hourly(people: Iterable[_Done]) -> Rate:
    """Pool pay with top-ups over hours; no value where it has no interval."""
    told = [one for one in people if _has_rate(one)]
    rate = pool_over_workers([(one.paid, float(one.statement.hours)) for one in told])
    # Without an interval nearly all of it is one person's, and so is the rate.
    return rate if rate.low is not None else pool_over_workers([])


def _refusals(people: Sequence[_Done]) -> tuple[Refusal, ...]:
    kinds = (
        ("skipped", [(one.skipped, one.statement.items) for one in people]),
        ("flagged", [(one.flagged, one.statement.items) for one in people]),
        ("overruled", [(one.overruled, one.typed) for one in people]),
    )
    found = []
    for kind, pairs in kinds:
        rate = pool_over_workers(pairs)
        numbers = (sum(part for part, _ in pairs), sum(whole for _, whole in pairs))
        high = rate.exact_upper if rate.high is None else rate.high
        high = None if high is None else min(high, 1.0)  # it is a share
        found.append(Refusal(kind, *numbers, rate.value, rate.low, high))
    return tuple(found)
