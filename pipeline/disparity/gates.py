"""Gates: whether what an audit found is bad enough to stop a release, on interval bounds only.

A point estimate above a limit may be chance; a gate that fails on it fails builds at random and is
switched off. So each gate reads the bound that makes its sentence true:

    ratio above X        ratio_low > X of a reported gap: surely worse than X times
    cannot rule out X    ratio_high > X of a reported gap: may be worse than X times
    worse than before    lower limit of ln(wer now / wer then) above 0, for a group of both reports

The last takes the two rates as independent. With SE each from the limits of its report,

    SE_i = ln(wer_high / wer_low) / (2 t_{n_i - 1, .975}),   n_i = speakers_effective
    d    = ln wer_now - ln wer_then,   d - t_{n - 1, 1 - .025 / k} sqrt(SE_now^2 + SE_then^2) > 0

with n = min n_i and k the groups compared (Bonferroni; Dunn 1961, DOI
10.1080/01621459.1961.10482090), so that of all builds in which nothing changed at most one in
forty fails. The same speakers in both reports make true limits narrower than these: the gate is
then slower to fail, never quicker.

An earlier report is read by `pipeline.results.json_reading`.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scipy.special import stdtrit

from pipeline.errors import ReportError
from pipeline.results.disparity import Disparity, Gap, Group
from pipeline.statistics.rates import UPPER_QUANTILE
from pipeline.tables import UNDISCLOSED


@dataclass(frozen=True, slots=True)
class _Rate:
    """The rate of a group with an interval over speakers, as a gate can judge it."""

    group: str
    wer: float
    low: float
    high: float
    effective: float

    @classmethod
    def of(cls, group: Group) -> "_Rate | None":
        """Take the rate of a reported group; None where it has no such interval."""
        totals = group.totals
        if group.status != "reported" or totals.wer_interval != "speakers":
            return None
        effective = totals.speakers_effective or 0.0
        if not totals.wer or not totals.wer_low or not totals.wer_high or effective <= 1:
            return None
        return cls(group.group, totals.wer, totals.wer_low, totals.wer_high, effective)

    @property
    def standard_error(self) -> float:
        """Return the standard error of the logarithm of the rate."""
        reach = float(stdtrit(self.effective - 1, UPPER_QUANTILE))
        return math.log(self.high / self.low) / (2 * reach)


@dataclass(frozen=True, slots=True)
class Judged:
    """What gates say of an audit.

    Attributes:
        failed: A sentence for each group that failed one.
        unjudged: A sentence for what could not be judged.
        judged: How often a group was held against a limit; 0: nothing failed, nothing passed.
    """

    failed: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()
    judged: int = 0

    def __add__(self, other: "Judged") -> "Judged":
        return Judged(
            self.failed + other.failed,
            self.unjudged + other.unjudged,
            self.judged + other.judged,
        )


def ratio_above(systems: Iterable[Disparity], limit: float) -> Judged:
    """Fail every reported gap that is surely above a limit.

    Example:
        >>> gap = Gap(
        ...     group="scotland", against="rest", ratio_low=1.3, ratio_high=1.9, status="reported"
        ... )
        >>> system = Disparity("x", gaps=(gap,))
        >>> ratio_above([system], 1.25).failed
        ("x: 'scotland' has at least 1.30 times the errors of rest, above 1.25",)
        >>> ratio_above([system], 1.5)
        Judged(failed=(), unjudged=(), judged=1)
    """
    return _of_gaps(
        ((system, gap, gap.ratio_low) for system in systems for gap in system.gaps),
        limit,
        "at least",
    )


def cannot_rule_out(systems: Iterable[Disparity], limit: float) -> Judged:
    """Fail every reported gap that may be above a limit.

    Example:
        >>> gap = Gap(
        ...     group="scotland", against="rest", ratio_low=0.9, ratio_high=1.6, status="reported"
        ... )
        >>> cannot_rule_out([Disparity("x", gaps=(gap,))], 1.5).failed
        ("x: 'scotland' has up to 1.60 times the errors of rest, above 1.50",)
    """
    return _of_gaps(
        ((system, gap, gap.ratio_high) for system in systems for gap in system.gaps),
        limit,
        "up to",
    )


def worse_than(systems: Sequence[Disparity], earlier: Sequence[Disparity], where: str) -> Judged:
    """Fail every group whose error rate surely rose since an earlier report.

    Args:
        systems: As found now.
        earlier: As found then. One system each is the same system, whatever its name; of several
            those of one name are.
        where: Name of the earlier report, for messages.

    Raises:
        ReportError: The two were counted under different policies, or have no group that could
            be compared.

    Example:
        >>> from pipeline.results.disparity import Totals
        >>> def report(wer, low, high):
        ...     rate = Totals(wer=wer, wer_low=low, wer_high=high, speakers_effective=50.0)
        ...     group = Group("us", replace(rate, wer_interval="speakers"), "reported")
        ...     return Disparity("x", "basic-1", groups=(group,))
        >>> from dataclasses import replace
        >>> then, now = report(0.10, 0.09, 0.111), report(0.15, 0.135, 0.1667)
        >>> worse_than([now], [then], "old.json").failed
        ("x: the error rate of 'us' rose from 10.0 % to 15.0 %, surely 1.29 times or more",)
        >>> worse_than([then], [then], "old.json")
        Judged(failed=(), unjudged=(), judged=1)
    """
    pairs, unjudged = _matched(systems, earlier, where)
    compared: list[tuple[str, _Rate, _Rate]] = []
    for now, then in pairs:
        _require_one_policy(now, then, where)
        found, missing = _common_groups(now, then, where)
        compared += [(now.system, *each) for each in found]
        unjudged += missing
    if not compared:
        raise ReportError(
            "no group that can be compared with it",
            expected="at least one group that both have, with speakers enough and an interval",
            where=where,
            remedy="Compare with a report of the same column of groups.",
            offenders=unjudged,
        )
    failed = [
        f"{system}: the error rate of {now.group!r} rose from {_percent(then)} to "
        f"{_percent(now)}, surely {math.exp(lower):.2f} times or more"
        for system, now, then in compared
        if (lower := _lower_rise(now, then, len(compared))) > 0
    ]
    return Judged(tuple(failed), tuple(unjudged), len(compared))


def _require_one_policy(now: Disparity, then: Disparity, where: str) -> None:
    if now.policy != then.policy:
        raise ReportError(
            f"counted under {then.policy!r}, now under {now.policy!r}",
            expected="the same policy: another one gives another rate",
            where=where,
            remedy="Audit again with --policy of the earlier report, or make that one anew.",
        )


def _of_gaps(
    bounds: Iterable[tuple[Disparity, Gap, float | None]], limit: float, words: str
) -> Judged:
    """Hold one bound of every gap against a limit."""
    failed, unjudged, judged = [], [], 0
    for system, gap, bound in bounds:
        named = f"{system.system}: {gap.group!r}"
        if gap.status != "reported":
            unjudged.append(f"{named} has too few speakers to be judged")
        elif bound is None:
            unjudged.append(f"{named} has no interval to be judged by")
        else:
            judged += 1
            if bound <= limit:
                continue
            failed.append(
                f"{named} has {words} {bound:.2f} times the errors of {gap.against}, "
                f"above {limit:.2f}"
            )
    return Judged(tuple(failed), tuple(unjudged), judged)


def _matched(
    now: Sequence[Disparity], then: Sequence[Disparity], where: str
) -> tuple[list[tuple[Disparity, Disparity]], list[str]]:
    if len(now) == len(then) == 1:
        return [(now[0], then[0])], []
    earlier = {system.system: system for system in then}
    current = {system.system for system in now}
    pairs = [(each, earlier[each.system]) for each in now if each.system in earlier]
    missing = [f"{name!r} is not in {where}" for name in sorted(current - earlier.keys())]
    gone = [f"{name!r} of {where} is not here" for name in sorted(earlier.keys() - current)]
    return pairs, missing + gone


def _common_groups(
    now: Disparity, then: Disparity, where: str
) -> tuple[list[tuple[_Rate, _Rate]], list[str]]:
    """Pair up the groups that both have; say why the others cannot be compared."""
    earlier = {group.group: group for group in then.groups if group.group != UNDISCLOSED}
    current = {group.group: group for group in now.groups if group.group != UNDISCLOSED}
    system = now.system
    unjudged = [f"{system}: {name!r} is not in {where}" for name in current.keys() - earlier.keys()]
    unjudged += [
        f"{system}: {name!r} of {where} is not here" for name in earlier.keys() - current.keys()
    ]
    pairs = []
    for name in current.keys() & earlier.keys():
        rate, before = _Rate.of(current[name]), _Rate.of(earlier[name])
        if rate and before:
            pairs.append((rate, before))
        else:
            unjudged.append(f"{system}: {name!r} has too few speakers or errors to be judged")
    return sorted(pairs, key=lambda pair: pair[0].group), sorted(unjudged)


def _lower_rise(now: _Rate, then: _Rate, compared: int) -> float:
    """Give the lower limit of ln(wer now / wer then)."""
    error = math.hypot(now.standard_error, then.standard_error)
    degrees = min(now.effective, then.effective) - 1
    reach = float(stdtrit(degrees, 1 - (1 - UPPER_QUANTILE) / compared))
    return math.log(now.wer / then.wer) - reach * error


def _percent(rate: _Rate) -> str:
    return f"{100 * rate.wer:.1f} %"
