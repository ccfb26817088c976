"""Results as JSON: schema isogloss.disparity/1, and plain values for whatever stands beside it.

The JSON carries keys beyond the contract, which a reader may ignore: `busiest_share` and
`wer_interval` in totals and groups; `ratio_detectable`, `p_value_simultaneous` and `verdict` in
gaps.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date

import numpy as np

from pipeline.results.disparity import Disparity, Group
from pipeline.results.evidence import Evidence
from pipeline.results.pairs import Pair
from pipeline.results.selection import RefusedBack

SCHEMA = "isogloss.disparity/1"
_KEYS_OF_THE_SCHEMA = {
    "optional_tokens": "set_aside",
    "times_in_references": "times_said",
    "times_in_hypotheses": "times_heard",
    "reference": "said",
    "hypothesis": "heard",
}
"""Fields of what stands behind a comparison whose names in JSON are older than those in code."""


def disparity_as_json(found: Disparity) -> dict[str, object]:
    """Give the object of schema isogloss.disparity/1: plain numbers, None for undefined."""
    return {
        "schema": SCHEMA,
        "system": found.system,
        "policy": found.policy,
        "against": found.against,
        "totals": asdict(found.totals),
        "left_out": [asdict(each) for each in found.left_out],
        "groups": [_group_as_json(group) for group in found.groups],
        "gaps": [{**asdict(gap), "verdict": gap.verdict.in_json} for gap in found.gaps],
        "adjusted": [
            {**asdict(each), "covariates": list(each.covariates)} for each in found.adjusted
        ],
    }


def systems_as_json(systems: Sequence[Disparity], pairs: Sequence[Pair]) -> dict[str, object]:
    """Give the object of schema isogloss.disparity/1 for several systems."""
    return {
        "schema": SCHEMA,
        "systems": [disparity_as_json(each) for each in systems],
        "pairs": [asdict(each) for each in pairs],
    }


def refused_back_as_json(found: RefusedBack) -> dict[str, object]:
    """Give both assessments, and how many utterances were put back."""
    return {
        "reported": disparity_as_json(found.reported),
        "back": disparity_as_json(found.back),
        "refused": found.refused,
    }


def evidence_as_json(evidence: Evidence) -> dict[str, object]:
    """Give every part of what stands behind a comparison, under its name."""
    back = evidence.refused_back
    flat = replace(evidence, policies=(), refused_back=None)
    return {
        **asdict(flat, dict_factory=_with_keys_of_the_schema),
        "policies": [disparity_as_json(each) for each in evidence.policies],
        "refused_back": None if back is None else refused_back_as_json(back),
    }


def _with_keys_of_the_schema(fields: list[tuple[str, object]]) -> dict[str, object]:
    return {_KEYS_OF_THE_SCHEMA.get(name, name): value for name, value in fields}


def plain(value: object) -> object:
    """Write a value in JSON's own types: dates as text, numbers of numpy as numbers, NaN as null.

    Example:
        >>> plain({"a": (1, float("nan")), "b": date(2026, 1, 2), "c": frozenset()})
        {'a': [1, None], 'b': '2026-01-02', 'c': []}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, np.generic):  # a scalar of numpy becomes Python's own
        return plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _group_as_json(group: Group) -> dict[str, object]:
    return {"group": group.group, **asdict(group.totals), "status": group.status}
