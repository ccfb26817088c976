"""An audit as JSON of schema isogloss.disparity/1, with more beside what the contract names.

Further keys, which a reader may ignore. Of each system: `error_types`; with covariates
`adjusted_left_out`; with a second policy `second_policy`, the same rows under it; with a column of
decisions `refused_back`. Of the document: `rows`, `columns` (what was read as what, and which of
it was guessed), `interval` (what limits rest on), `remarks`, and with a column of decisions
`selection`.
"""

from dataclasses import asdict

import pandas as pd

from pipeline.disparity.cells import Cells
from pipeline.disparity.evidence.error_types import error_types
from pipeline.results.evidence import ErrorTypeRow
from pipeline.results.json_writing import (
    disparity_as_json,
    plain,
    refused_back_as_json,
    systems_as_json,
)
from pipeline.stages.auditing.assess import Audited, AuditedSystem
from pipeline.stages.auditing.selection import Selected

INTERVALS = {
    "speakers": "jackknife over speakers",
    "rows_are_speakers": "jackknife over rows, each of another speaker, as somebody said",
    "rows_as_speakers": "too short unless every row is another speaker: nobody said who spoke",
}


def as_document(audited: Audited) -> dict[str, object]:
    """Give the whole audit as values of JSON's own types."""
    systems = [_system(audited, place) for place in range(len(audited.systems))]
    if len(systems) == 1:
        document = systems[0]
    else:
        found = [each.found for each in audited.systems]
        document = systems_as_json(found, audited.pairs) | {"systems": systems}
    document |= {
        "rows": audited.rows,
        "interval": INTERVALS[interval_kind(audited)],
        "columns": _columns(audited),
        "remarks": [asdict(each) for each in audited.remarks],
    }
    if audited.selection:
        document["selection"] = _selection(audited.selection)
    return {key: plain(value) for key, value in document.items()}


def interval_kind(audited: Audited) -> str:
    """Tell what the limits rest on, one of INTERVALS."""
    if audited.choices.rows_are_speakers:
        return "rows_are_speakers"
    return "speakers" if audited.columns.speaker else "rows_as_speakers"


def error_type_rows(system: AuditedSystem, against: str) -> tuple[ErrorTypeRow, ...]:
    """Rates of each kind of error in each group, from the sums that the rates come from."""
    rows = _make_rows(system.cells)
    if rows.empty:
        return ()
    return error_types(rows, group="group", speaker="speaker", against=against)


def _system(audited: Audited, place: int) -> dict[str, object]:
    system = audited.systems[place]
    error_types_found = error_type_rows(system, audited.choices.terms.against)
    document = disparity_as_json(system.found)
    document["error_types"] = [asdict(each) for each in error_types_found]
    if system.adjustment:
        document["adjusted_left_out"] = [asdict(each) for each in system.adjustment.left_out]
    if system.second:
        document["second_policy"] = disparity_as_json(system.second)
    back = audited.selection.back[place] if audited.selection else None
    if back:
        document["refused_back"] = refused_back_as_json(back)
    return document


def _make_rows(cells: Cells) -> pd.DataFrame:
    """Write cells as rows, one for each group that they are in."""
    if cells.sums.empty:
        return pd.DataFrame()
    rows = cells.sums.drop(columns="groups")
    rows["group"] = [list(cells.group_sets[at]) for at in cells.sums["groups"]]
    rows["empty_hypothesis"] = rows["empty_hypothesis"] > 0
    return rows.explode("group", ignore_index=True)


def _columns(audited: Audited) -> dict[str, object]:
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


def _selection(selected: Selected) -> dict[str, object]:
    return {
        "rules": list(selected.rules),
        "shares": [asdict(each) for each in selected.shares],
        "gaps": [asdict(each) for each in selected.gaps],
        "steps": [asdict(each) for each in selected.steps],
    }
