"""What can be scored: utterances with their counts, speakers and accents in one frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from pipeline.errors import ReportError
from pipeline.io.store import Store
from pipeline.io.workspace import Workspace
from pipeline.stages.permissions import NO_CONSENT, may_be_used
from pipeline.tables import UNDISCLOSED, USABLE

_SPEAKER_COLUMNS = ["speaker_id", "gender", "age_band", "region"]


@dataclass(frozen=True)
class System:
    """The recogniser a report is about."""

    identity: str
    engine: str
    model: str
    version: str


@dataclass(frozen=True)
class Scored:
    """Rows that count, and what was left out and why.

    Attributes:
        frame: One row a scored utterance: utterance_id, speaker_id, counts, gender, age_band,
            region (country), device, duration_s, texts and the reference's method.
        left_out: Reason and number of utterances, of all that passed the audio checks.
        system: Whose hypotheses were scored; None where there are none.
        references: Method -> number of references used.
    """

    frame: pd.DataFrame
    left_out: tuple[tuple[str, int], ...]
    system: System | None
    references: dict[str, int]


def load_scored(workspace: Workspace, now: datetime) -> Scored:
    """Every usable utterance with consent to evaluation, a reference and a hypothesis."""
    store, policy = workspace.store, workspace.settings.report.policy
    utterances = store.read("utterances", where={"verdict": USABLE})
    allowed = may_be_used(store, utterances, "evaluation", now).astype(bool)
    references = store.read("references")
    system = _system(store, workspace.settings.report.system)
    hypotheses = _hypotheses(store, system)
    counts = store.read("error_counts", where={"policy": policy})
    frame = utterances[allowed].merge(
        references[["utterance_id", "text", "method"]].rename(columns={"text": "reference"}),
        on="utterance_id",
        how="left",
    )
    frame = frame.merge(hypotheses, on="utterance_id", how="left")
    frame = frame.merge(counts.drop(columns=["utterance_id"]), on="hypothesis_id", how="left")
    no_reference = frame["reference"].isna()
    no_hypothesis = ~no_reference & frame["hypothesis"].isna()
    not_counted = ~no_reference & ~no_hypothesis & frame["words"].isna()
    left_out = _reasons(
        (NO_CONSENT, int((~allowed).sum())),
        ("no_reference", int(no_reference.sum())),
        ("no_hypothesis", int(no_hypothesis.sum())),
        ("not_compared_yet", int(not_counted.sum())),
    )
    scored = frame[~(no_reference | no_hypothesis | not_counted)]
    speakers = store.read("speakers", columns=_SPEAKER_COLUMNS)
    speakers["region"] = speakers["region"].map(_country)
    scored = scored.merge(speakers, on="speaker_id", how="left")
    scored["device"] = scored["device"].map(lambda text: text.strip().lower() or UNDISCLOSED)
    methods = {str(name): int(n) for name, n in scored["method"].value_counts().items()}
    return Scored(_typed(scored), left_out, system, methods)


def load_speaker_accents(workspace: Workspace, speaker_ids: Sequence[str]) -> pd.DataFrame:
    """Accents of speakers that may enter a report: never an inferred one unless it was asked for.

    Returns:
        `speaker_id`, `accent` (slug, `undisclosed`, or None where nobody could place the text).
    """
    held = workspace.store.read("speaker_accents", columns=["speaker_id", "accent", "provenance"])
    if not workspace.settings.report.include_inferred_accents:
        held = held[~held["provenance"].astype(str).str.endswith("_inferred")]
    missing = sorted(set(speaker_ids) - set(held["speaker_id"]))
    untagged = pd.DataFrame({"speaker_id": missing, "accent": [UNDISCLOSED] * len(missing)})
    both = pd.concat([held[["speaker_id", "accent"]], untagged], ignore_index=True)
    return both[both["speaker_id"].isin(set(speaker_ids))].drop_duplicates()


def _system(store: Store, wanted: str) -> System | None:
    """The recogniser the settings name; else the one with most hypotheses, ties to the latest."""
    held = store.read(
        "hypotheses", columns=["identity", "engine", "model", "version", "transcribed_at"]
    )
    if wanted:
        names = held["engine"] + "/" + held["model"]
        chosen = (held["engine"] == wanted) | (held["model"] == wanted) | (names == wanted)
        if not chosen.any():
            raise ReportError(
                f"no hypotheses by {wanted!r}",
                expected=f"one of {', '.join(sorted(set(names))) or 'none yet'}",
                where="report.system",
            )
        held = held[chosen]
    if held.empty:
        return None
    ranked = held.groupby("identity").agg(
        number=("identity", "size"), latest=("transcribed_at", "max")
    )
    identity = ranked.sort_values(["number", "latest"]).index[-1]
    row = held[held["identity"] == identity].iloc[-1]
    return System(str(identity), row["engine"], row["model"], row["version"])


def _hypotheses(store: Store, system: System | None) -> pd.DataFrame:
    where = {"identity": system.identity if system else ""}
    held = store.read("hypotheses", where=where, columns=["hypothesis_id", "utterance_id", "text"])
    return held.rename(columns={"text": "hypothesis"})


def _country(code: Any) -> str:
    """ISO 3166-1 of a region: groups by subdivision would hold one or two speakers each."""
    return str(code).split("-")[0] if isinstance(code, str) and code else UNDISCLOSED


def _reasons(*reasons: tuple[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((reason, number) for reason, number in reasons if number)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Counts as whole numbers: columns from an outer join are objects."""
    whole = dict.fromkeys(("substitutions", "deletions", "insertions", "words"), "int64")
    return frame.astype(whole | {"empty_hypothesis": "bool", "duration_s": "float64"})
