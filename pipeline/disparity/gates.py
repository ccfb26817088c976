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

Documents are objects of schema isogloss.disparity/1, so reports of other runs can be read.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scipy.special import stdtrit

from pipeline.disparity.results import SCHEMA
from pipeline.errors import ReportError, TableError
from pipeline.statistics.rates import UPPER_QUANTILE
from pipeline.tables import UNDISCLOSED

_LIMITS_OF_SPEAKERS = "speakers"


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


def systems_of(document: Mapping[str, Any], where: str) -> tuple[Mapping[str, Any], ...]:
    """Take the systems out of a document of schema isogloss.disparity/1.

    Args:
        document: Of one system, or of several.
        where: Its name, for messages.

    Raises:
        TableError: It is of another schema.

    Example:
        >>> one = {"schema": "isogloss.disparity/1", "system": "x", "gaps": []}
        >>> several = {"schema": "isogloss.disparity/1", "systems": [one], "pairs": []}
        >>> systems_of(several, "report.json") == systems_of(one, "report.json") == (one,)
        True
    """
    schema = document.get("schema") if isinstance(document, Mapping) else None
    if schema != SCHEMA:
        raise TableError(
            f"schema {schema!r}" if schema else "no schema",
            expected=f"a report of schema {SCHEMA!r}",
            where=where,
            remedy="Write it with isogloss audit --json.",
        )
    return tuple(document.get("systems") or (document,))


def ratio_above(systems: Iterable[Mapping[str, Any]], limit: float) -> Judged:
    """Fail every reported gap that is surely above a limit.

    Example:
        >>> gap = {"group": "scotland", "against": "rest", "status": "reported"}
        >>> system = {"system": "x", "gaps": [gap | {"ratio_low": 1.3, "ratio_high": 1.9}]}
        >>> ratio_above([system], 1.25).failed
        ("x: 'scotland' has at least 1.30 times the errors of rest, above 1.25",)
        >>> ratio_above([system], 1.5)
        Judged(failed=(), unjudged=(), judged=1)
    """
    return _of_gaps(systems, "ratio_low", limit, "at least")


def cannot_rule_out(systems: Iterable[Mapping[str, Any]], limit: float) -> Judged:
    """Fail every reported gap that may be above a limit.

    Example:
        >>> gap = {"group": "scotland", "against": "rest", "status": "reported"}
        >>> system = {"system": "x", "gaps": [gap | {"ratio_low": 0.9, "ratio_high": 1.6}]}
        >>> cannot_rule_out([system], 1.5).failed
        ("x: 'scotland' has up to 1.60 times the errors of rest, above 1.50",)
    """
    return _of_gaps(systems, "ratio_high", limit, "up to")


def worse_than(
    systems: Iterable[Mapping[str, Any]], earlier: Iterable[Mapping[str, Any]], where: str
) -> Judged:
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
        >>> group = {"group": "us", "status": "reported", "wer": 0.10, "wer_low": 0.09}
        >>> group |= {"wer_high": 0.111, "speakers_effective": 50.0, "wer_interval": "speakers"}
        >>> then = {"system": "x", "policy": "basic-1", "groups": [group]}
        >>> worse = group | {"wer": 0.15, "wer_low": 0.135, "wer_high": 0.1667}
        >>> worse_than([then | {"groups": [worse]}], [then], "old.json").failed
        ("x: the error rate of 'us' rose from 10.0 % to 15.0 %, surely 1.29 times or more",)
        >>> worse_than([then], [then], "old.json")
        Judged(failed=(), unjudged=(), judged=1)
    """
    pairs, unjudged = _matched(tuple(systems), tuple(earlier), where)
    compared = []
    for now, then in pairs:
        if now.get("policy") != then.get("policy"):
            raise ReportError(
                f"counted under {then.get('policy')!r}, now under {now.get('policy')!r}",
                expected="the same policy: another one gives another rate",
                where=where,
                remedy="Audit again with --policy of the earlier report, or make that one anew.",
            )
        found, missing = _common_groups(now, then, where)
        compared += [(now["system"], *each) for each in found]
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
        f"{system}: the error rate of {now['group']!r} rose from {_percent(then)} to "
        f"{_percent(now)}, surely {math.exp(lower):.2f} times or more"
        for system, now, then in compared
        if (lower := _lower_rise(now, then, len(compared))) > 0
    ]
    return Judged(tuple(failed), tuple(unjudged), len(compared))


def _of_gaps(systems: Iterable[Mapping[str, Any]], bound: str, limit: float, words: str) -> Judged:
    failed, unjudged, judged = [], [], 0
    for system in systems:
        for gap in system.get("gaps", ()):
            named = f"{system['system']}: {gap['group']!r}"
            if gap["status"] != "reported":
                unjudged.append(f"{named} has too few speakers to be judged")
            elif gap[bound] is None:
                unjudged.append(f"{named} has no interval to be judged by")
            else:
                judged += 1
                if gap[bound] <= limit:
                    continue
                failed.append(
                    f"{named} has {words} {gap[bound]:.2f} times the errors of {gap['against']}, "
                    f"above {limit:.2f}"
                )
    return Judged(tuple(failed), tuple(unjudged), judged)


def _matched(
    now: tuple[Mapping[str, Any], ...], then: tuple[Mapping[str, Any], ...], where: str
) -> tuple[list[tuple[Mapping[str, Any], Mapping[str, Any]]], list[str]]:
    if len(now) == len(then) == 1:
        return [(now[0], then[0])], []
    earlier = {system["system"]: system for system in then}
    current = {system["system"] for system in now}
    pairs = [(each, earlier[each["system"]]) for each in now if each["system"] in earlier]
    missing = [f"{name!r} is not in {where}" for name in sorted(current - earlier.keys())]
    gone = [f"{name!r} of {where} is not here" for name in sorted(earlier.keys() - current)]
    return pairs, missing + gone


def _common_groups(
    now: Mapping[str, Any], then: Mapping[str, Any], where: str
) -> tuple[list[tuple[Mapping[str, Any], Mapping[str, Any]]], list[str]]:
    """Pair up the groups that both have; say why the others cannot be compared."""
    earlier = {group["group"]: group for group in then["groups"] if group["group"] != UNDISCLOSED}
    current = {group["group"]: group for group in now["groups"] if group["group"] != UNDISCLOSED}
    system = now["system"]
    unjudged = [f"{system}: {name!r} is not in {where}" for name in current.keys() - earlier.keys()]
    unjudged += [
        f"{system}: {name!r} of {where} is not here" for name in earlier.keys() - current.keys()
    ]
    pairs = []
    for name in current.keys() & earlier.keys():
        if all(map(_has_interval, (current[name], earlier[name]))):
            pairs.append((current[name], earlier[name]))
        else:
            unjudged.append(f"{system}: {name!r} has too few speakers or errors to be judged")
    return sorted(pairs, key=lambda pair: str(pair[0]["group"])), sorted(unjudged)


def _has_interval(group: Mapping[str, Any]) -> bool:
    limits = group.get("wer"), group.get("wer_low"), group.get("wer_high")
    return (
        group.get("status") == "reported"
        and group.get("wer_interval", _LIMITS_OF_SPEAKERS) == _LIMITS_OF_SPEAKERS
        and all(limits)
        and (group.get("speakers_effective") or 0) > 1
    )


def _lower_rise(now: Mapping[str, Any], then: Mapping[str, Any], compared: int) -> float:
    """Give the lower limit of ln(wer now / wer then)."""
    error = math.hypot(*(_standard_error(each) for each in (now, then)))
    degrees = min(now["speakers_effective"], then["speakers_effective"]) - 1
    reach = float(stdtrit(degrees, 1 - (1 - UPPER_QUANTILE) / compared))
    return math.log(now["wer"] / then["wer"]) - reach * error


def _standard_error(group: Mapping[str, Any]) -> float:
    reach = float(stdtrit(group["speakers_effective"] - 1, UPPER_QUANTILE))
    return math.log(group["wer_high"] / group["wer_low"]) / (2 * reach)


def _percent(group: Mapping[str, Any]) -> str:
    return f"{100 * group['wer']:.1f} %"
