"""The report as one JSON document, schema `isogloss.report/1`: the same bytes for the same data."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace

from accents.coverage import CoverageRow
from pipeline.locale.sanitise import sanitise_json
from pipeline.report.contents import Grouping, ReportContents
from pipeline.results.evidence import NO_EVIDENCE
from pipeline.results.json_writing import disparity_as_json, evidence_as_json, plain

SCHEMA = "isogloss.report/1"


def render_json(contents: ReportContents) -> str:
    """The report as sorted, indented JSON, ending in a line break.

    `groupings` maps each key to its object of schema `isogloss.disparity/1`; titles,
    display names, evidence and folded groups stand beside it under the same keys. Where several
    systems share a key, each key is followed by a colon and the system's name. Undefined numbers
    are null. Control and override characters are written as escapes, so that printing is safe.

    Args:
        contents: What to say.
    """
    document = asdict(replace(contents, groupings=(), coverage=()))
    groupings = _by_key(contents.ordered_groupings())
    document |= {
        "schema": SCHEMA,
        "coverage": [_coverage_as_json(row) for row in contents.coverage],
        "groupings": {key: disparity_as_json(each.result) for key, each in groupings.items()},
        "titles": {key: each.title for key, each in groupings.items() if each.title},
        "names": {key: each.names for key, each in groupings.items() if each.names},
        "evidence": {
            key: evidence_as_json(each.evidence)
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
    return sanitise_json(text) + "\n"


def _by_key(groupings: Sequence[Grouping]) -> dict[str, Grouping]:
    times = Counter(each.key for each in groupings)
    return {
        each.key if times[each.key] == 1 else f"{each.key}:{each.result.system}": each
        for each in groupings
    }


def _coverage_as_json(row: CoverageRow) -> dict[str, object]:
    """The figures of schema isogloss.report/1, which has no people expected and no status."""
    figures = asdict(row)
    del figures["expected_people"], figures["status"]
    return figures
