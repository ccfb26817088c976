"""An audit as the contents of a report, for the page, for Markdown and for the terminal."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from pipeline.disparity.streaming.labels import CROSSED
from pipeline.report.contents import (
    GROUPING_ORDER,
    CollectedTotals,
    Grouping,
    ReportContents,
    SelectionRow,
)
from pipeline.results.evidence import NO_EVIDENCE, Evidence
from pipeline.stages.auditing.assess import Audited
from pipeline.stages.auditing.document import error_type_rows
from pipeline.stages.auditing.texts import every_kth, evidence_of_texts

_LANGUAGES = {"english-1": "en", "french-1": "fr", "spanish-1": "es", "german-1": "de"}
_SAMPLED = {
    "en": "Words, silence and conditions rest on every {step}th row of this long table.",
    "fr": "Mots, silences et conditions reposent sur une ligne sur {step} de cette longue table.",
}


def fill_report(
    audited: Audited,
    now: datetime,
    language: Literal["en", "fr"],
    *,
    texts: bool = False,
    speech_language: str = "",
) -> ReportContents:
    """Fill a report.

    Args:
        audited: What was found.
        now: When, UTC.
        language: Of the prose.
        texts: Whether to look at the texts again for words, which takes a while.
        speech_language: What is spoken (BCP-47); empty: the language of the policy, else English.
    """
    choices, systems = audited.choices, audited.systems
    first = systems[0].found
    names = ", ".join(system.found.system for system in systems)
    spoken = speech_language or _LANGUAGES.get(choices.policy, "en")
    groupings = tuple(
        _grouping(audited, place, spoken if texts else "") for place in range(len(systems))
    )
    notes = [each.in_language(language) for each in audited.remarks]
    if texts and (step := every_kth(audited)) > 1:
        notes.append(_SAMPLED[language].format(step=step))
    return ReportContents(
        campaign="",
        language=language,
        speech_language=spoken,
        generated_at=now,
        policy=choices.policy,
        against=choices.terms.against,
        engine="",
        model=names,
        totals=CollectedTotals(first.totals.utterances, first.totals.speakers or 0),
        groupings=groupings,
        left_out={each.reason: each.utterances for each in first.left_out},
        selection=_selection(audited),
        pairs=audited.pairs,
        notes=tuple(notes),
        min_speakers=choices.terms.min_speakers,
        min_effective_speakers=choices.terms.min_effective_speakers,
    )


def one_by_one(contents: ReportContents) -> list[ReportContents]:
    """Split a report of several systems into one for each, remarks with the first alone."""
    return [
        replace(
            contents,
            groupings=(grouping,),
            model=grouping.result.system,
            left_out={each.reason: each.utterances for each in grouping.result.left_out},
            notes=contents.notes if place == 0 else (),
        )
        for place, grouping in enumerate(contents.groupings)
    ]


def _grouping(audited: Audited, place: int, spoken: str) -> Grouping:
    system = audited.systems[place]
    column = CROSSED.join(audited.columns.groups)
    several = len(audited.systems) > 1
    key = f"{column}: {system.found.system}" if several else column
    title = f"{column}, {system.found.system}" if several else column
    return Grouping(
        key=key,
        result=system.found,
        title="" if key in GROUPING_ORDER else title,
        evidence=_evidence(audited, place, spoken),
    )


def _evidence(audited: Audited, place: int, spoken: str) -> Evidence:
    """Put together what stands behind a system; words only where a language is given."""
    system, selected = audited.systems[place], audited.selection
    evidence = NO_EVIDENCE
    if spoken and not system.cells.sums.empty:
        evidence = evidence_of_texts(audited, place, spoken)
    against = audited.choices.terms.against
    evidence = replace(evidence, error_types=error_type_rows(system, against))
    if system.second:
        evidence = replace(evidence, policies=(system.second,))
    if selected:
        evidence = replace(
            evidence,
            selection_gaps=selected.gaps,
            selection_steps=selected.steps,
            refused_back=selected.back[place],
        )
    return evidence


def _selection(audited: Audited) -> tuple[SelectionRow, ...]:
    shares = audited.selection.shares if audited.selection else ()
    return tuple(SelectionRow.of(one, one.group) for one in shares)
