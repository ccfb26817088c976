"""The utterances with the most errors, to be read and heard; and errors that are only figures."""

from typing import Any

from accents.groups import Grouping as AccentGrouping
from accents.groups import group_name
from accents.taxonomy import Taxonomy
from pipeline.io.workspace import Workspace
from pipeline.report.contents import WorstUtterance
from pipeline.report.words import figures_sentence
from pipeline.settings import ReportSettings
from pipeline.stages.masks import NOTHING_MASKED, load_masks, words_heard
from pipeline.stages.scored import Scored
from pipeline.text.alignment import align
from pipeline.text.masking import masked_steps

_FIGURES_WORTH_A_NOTE = 0.05  # of all errors


def worst_utterances(
    scored: Scored, groups: AccentGrouping, taxonomy: Taxonomy, workspace: Workspace
) -> list[tuple[WorstUtterance, dict[str, Any]]]:
    """Utterances with the highest rates, more errors first among equals."""
    settings = workspace.settings.report
    frame = scored.frame[scored.frame["words"] > 0]
    errors = frame["substitutions"] + frame["deletions"] + frame["insertions"]
    frame = frame.assign(errors=errors, rate=errors / frame["words"])
    frame = frame[frame["errors"] > 0].sort_values(
        ["rate", "errors", "utterance_id"], ascending=[False, False, True]
    )
    members = groups.members.groupby("speaker_id")["group"].agg(list)
    frame = frame.head(settings.worst_utterances)
    masks = load_masks(workspace.store, frame["utterance_id"])
    heard = words_heard(workspace.store, frame["hypothesis_id"]) if masks else {}
    found = []
    for row in frame.to_dict("records"):
        names = [
            group_name(group, taxonomy, settings.language)
            for group in dict.fromkeys(members[row["speaker_id"]])
        ]
        mask = masks.get(row["utterance_id"], NOTHING_MASKED)
        words = heard.get(row["hypothesis_id"], ())
        steps = masked_steps(row["reference"], row["hypothesis"], settings.policy, mask, words)
        one = WorstUtterance(
            utterance_id=row["utterance_id"],
            group=", ".join(names),
            wer=float(row["rate"]),
            words=int(row["words"]),
            method=row["method"],
            diff=tuple((step.op, step.reference, step.hypothesis) for step in steps),
            audio_link=f"audio/{row['utterance_id']}.wav",
        )
        found.append((one, {str(name): value for name, value in row.items()}))
    return found


def notes_on_figures(scored: Scored, settings: ReportSettings) -> list[str]:
    """A note where many errors set a number in figures beside one in words, or the reverse."""
    frame = scored.frame
    errors = int(frame[["substitutions", "deletions", "insertions"]].to_numpy().sum())
    holds = [frame[side].str.contains(r"\d").astype(bool) for side in ("reference", "hypothesis")]
    written = frame[holds[0] | holds[1]]
    figures = sum(
        _in_figures(step.reference) != _in_figures(step.hypothesis)
        for said, heard in zip(written["reference"], written["hypothesis"], strict=True)
        for step in align(said, heard, settings.policy)
        if step.op == "substitute"
    )
    if figures <= errors * _FIGURES_WORTH_A_NOTE:
        return []
    return [figures_sentence(figures, errors, settings.policy, settings.language)]


def _in_figures(word: str) -> bool:
    return any(map(str.isdigit, word))
