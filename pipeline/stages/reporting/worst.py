"""The utterances with the most errors, to be read and heard; and errors that are only figures."""

from accents.groups import AccentGroups, group_name
from pipeline.io.store.store import each_row
from pipeline.report.contents import WorstUtterance
from pipeline.report.sentences import figures_sentence
from pipeline.stages.permissions.masks import NOTHING_MASKED
from pipeline.stages.reporting.material import Material
from pipeline.text.alignment import align
from pipeline.text.masking import masked_steps

_FIGURES_WORTH_A_NOTE = 0.05  # of all errors


def worst_utterances(material: Material, groups: AccentGroups) -> tuple[WorstUtterance, ...]:
    """Utterances with the highest rates, more errors first among equals."""
    settings, frame = material.settings.report, material.scored.frame
    frame = frame[frame["words"] > 0]
    errors = frame["substitutions"] + frame["deletions"] + frame["insertions"]
    frame = frame.assign(errors=errors, rate=errors / frame["words"])
    frame = frame[frame["errors"] > 0].sort_values(
        ["rate", "errors", "utterance_id"], ascending=[False, False, True]
    )
    members = groups.members.groupby("speaker_id")["group"].agg(list)
    found = []
    for row in each_row(frame.head(settings.worst_utterances)):
        names = [
            group_name(group, material.taxonomy, settings.language)
            for group in dict.fromkeys(members[row.speaker_id])
        ]
        mask, words = material.redactions.get(row.hypothesis_id, (NOTHING_MASKED, ()))
        steps = masked_steps(row.reference, row.hypothesis, settings.policy, mask, words)
        found.append(
            WorstUtterance(
                utterance_id=row.utterance_id,
                group=", ".join(names),
                wer=float(row.rate),
                words=int(row.words),
                method=row.method,
                diff=tuple((step.op, step.reference, step.hypothesis) for step in steps),
                audio_link=f"audio/{row.utterance_id}.wav",
            )
        )
    return tuple(found)


def notes_on_figures(material: Material) -> list[str]:
    """A note where many errors set a number in figures beside one in words, or the reverse."""
    frame, settings = material.scored.frame, material.settings.report
    errors = int(frame[["substitutions", "deletions", "insertions"]].to_numpy().sum())
    holds = [frame[side].str.contains(r"\d").astype(bool) for side in ("reference", "hypothesis")]
    written = frame[holds[0] | holds[1]]
    figures = sum(
        _in_figures(step.reference) != _in_figures(step.hypothesis)
        for reference, hypothesis in zip(written["reference"], written["hypothesis"], strict=True)
        for step in align(reference, hypothesis, settings.policy)
        if step.op == "substitute"
    )
    if figures <= errors * _FIGURES_WORTH_A_NOTE:
        return []
    return [figures_sentence(figures, errors, settings.policy, settings.language)]


def _in_figures(word: str) -> bool:
    return any(map(str.isdigit, word))
