"""An audit as JSON of schema isogloss.disparity/1, with more beside what the contract names.

Further keys, which a reader may ignore. Of each system: `error_types`; with covariates
`adjusted_left_out`; with a second policy `second_policy`, the same rows under it; with a column of
decisions `refused_back`. Of the document: `rows`, `columns` (what was read as what, and which of
it was guessed), `interval` (what limits rest on), `remarks`, and with a column of decisions
`selection`.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from pipeline.disparity.cells import Cells
from pipeline.disparity.error_types import error_types
from pipeline.disparity.pairs import systems_as_json
from pipeline.stages.audit import Audited, System
from pipeline.stages.audit_selection import Selected

INTERVALS = {
    "speakers": "jackknife over speakers",
    "rows_are_speakers": "jackknife over rows, each of another speaker, as somebody said",
    "rows_as_speakers": "too short unless every row is another speaker: nobody said who spoke",
}


def as_document(audited: Audited) -> dict[str, Any]:
    """Give the whole audit as values of JSON's own types."""
    systems = [_system(audited, place) for place in range(len(audited.systems))]
    if len(systems) == 1:
        document = dict(systems[0])
    else:
        found = [each.found for each in audited.systems]
        document = systems_as_json(found, audited.pairs) | {"systems": systems}
    document |= {
        "rows": audited.rows,
        "interval": INTERVALS[interval_kind(audited)],
        "columns": _columns(audited),
        "remarks": [each.as_json() for each in audited.remarks],
    }
    if audited.selection:
        document["selection"] = _selection(audited.selection)
    made: dict[str, Any] = plain(document)
    return made


def plain(value: Any) -> Any:
    """Write a value in JSON's own types, what is undefined as null.

    Example:
        >>> plain({"a": (1, float("nan"), frozenset())})
        {'a': [1, None, []]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [plain(each) for each in value]
    if hasattr(value, "item"):  # a scalar of numpy becomes Python's own
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def interval_kind(audited: Audited) -> str:
    """Tell what the limits rest on, one of INTERVALS."""
    if audited.choices.rows_are_speakers:
        return "rows_are_speakers"
    return "speakers" if audited.columns.speaker else "rows_as_speakers"


def error_type_rows(system: System, against: str) -> tuple[Mapping[str, Any], ...]:
    """Rates of each kind of error in each group, from the sums that the rates come from."""
    rows = _rows_of(system.cells)
    if rows.empty:
        return ()
    found = error_types(rows, group="group", speaker="speaker", against=against)
    return tuple(asdict(each) for each in found)


def _system(audited: Audited, place: int) -> dict[str, Any]:
    system = audited.systems[place]
    against = audited.choices.against
    document = system.found.as_json() | {"error_types": error_type_rows(system, against)}
    if system.adjustment:
        document["adjusted_left_out"] = [asdict(each) for each in system.adjustment.left_out]
    if system.second:
        document["second_policy"] = system.second.as_json()
    back = audited.selection.back[place] if audited.selection else None
    if back:
        document["refused_back"] = {
            "reported": back.reported.as_json(),
            "back": back.back.as_json(),
            "refused": back.refused,
        }
    return document


def _rows_of(cells: Cells) -> pd.DataFrame:
    """Write cells as rows, one for each group that they are in."""
    if cells.sums.empty:
        return pd.DataFrame()
    rows = cells.sums.drop(columns="groups")
    rows["group"] = [list(cells.group_sets[at]) for at in cells.sums["groups"]]
    rows["empty_hypothesis"] = rows["empty_hypothesis"] > 0
    return rows.explode("group", ignore_index=True)


def _columns(audited: Audited) -> dict[str, Any]:
    columns = audited.columns
    return {
        "reference": columns.reference,
        "hypotheses": list(columns.hypotheses),
        "groups": list(columns.groups),
        "speaker": columns.speaker,
        "covariates": list(columns.covariates),
        "selection": list(columns.selection),
        "utterance": columns.utterance,
        "guessed": [{"role": role, "column": column} for role, column in columns.guessed],
    }


def _selection(selected: Selected) -> dict[str, Any]:
    return {
        "rules": list(selected.rules),
        "shares": [asdict(each) for each in selected.shares],
        "gaps": [asdict(each) for each in selected.gaps],
        "steps": [asdict(each) for each in selected.steps],
    }
