"""The report as one JSON document, schema `isogloss.report/1`: the same bytes for the same data."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from pipeline.report.contents import Grouping, ReportContents
from pipeline.report.evidence import NO_EVIDENCE
from pipeline.report.numbers import known
from pipeline.report.strangers import json_harmless

SCHEMA = "isogloss.report/1"


def render_json(contents: ReportContents) -> str:
    """The report as sorted, indented JSON, ending in a line break.

    `groupings` maps each key to its object of schema `isogloss.disparity/1`, as it came; titles,
    display names, evidence and folded groups stand beside it under the same keys. Where several
    systems share a key, each key is followed by a colon and the system's name. Undefined numbers
    are null. Control and override characters are written as escapes, so that printing is safe.

    Args:
        contents: What to say.
    """
    document = {name: value for name, value in asdict(contents).items() if name != "groupings"}
    groupings = _by_key(contents.ordered_groupings())
    document |= {
        "schema": SCHEMA,
        "groupings": {key: each.result for key, each in groupings.items()},
        "titles": {key: each.title for key, each in groupings.items() if each.title},
        "names": {key: each.names for key, each in groupings.items() if each.names},
        "evidence": {
            key: asdict(each.evidence)
            for key, each in groupings.items()
            if each.evidence != NO_EVIDENCE
        },
        "folded": {
            key: [asdict(folded) for folded in each.folded]
            for key, each in groupings.items()
            if each.folded
        },
    }
    text = json.dumps(
        plain(document), ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False
    )
    return json_harmless(text) + "\n"


def _by_key(groupings: Sequence[Grouping]) -> dict[str, Grouping]:
    times = Counter(each.key for each in groupings)
    return {
        each.key if times[each.key] == 1 else f"{each.key}:{each.result.get('system')}": each
        for each in groupings
    }


def plain(value: Any) -> Any:
    """A value of JSON's own types: dates as text, numbers of numpy as numbers, NaN as null.

    Example:
        >>> plain({"a": (1, float("nan")), "b": date(2026, 1, 2)})
        {'a': [1, None], 'b': '2026-01-02'}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | bool | int):
        return value
    if hasattr(value, "item"):  # a scalar of numpy becomes Python's own
        return plain(value.item())
    return known(value)
