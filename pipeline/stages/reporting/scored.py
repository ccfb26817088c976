"""What can be scored: utterances with their counts, speakers and accents in one frame."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from pipeline.errors import ReportError
from pipeline.io.store.store import Store
from pipeline.io.workspace import Workspace
from pipeline.stages.comparing.counting_settings import load_counting
from pipeline.stages.permissions.consent import NO_CONSENT, may_be_used
from pipeline.tables import UNDISCLOSED, USABLE

NO_HYPOTHESIS = "no_hypothesis"
_SPEAKER_COLUMNS = ["speaker_id", "gender", "age_band", "region"]
_LACKS = {
    "reference": "no_reference",
    "hypothesis": NO_HYPOTHESIS,
    "words": "not_compared_yet",
}
REASONS = (NO_CONSENT, *_LACKS.values())


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
        reasons: Utterance -> why it was left out.
        counted_under: Policy and alternatives of the counts, as they are stored.
    """

    frame: pd.DataFrame
    left_out: tuple[tuple[str, int], ...]
    system: System | None
    references: dict[str, int]
    reasons: Mapping[str, str]
    counted_under: str

    @property
    def system_name(self) -> str:
        """The recogniser as a reader knows it; empty where there is none."""
        return f"{self.system.engine} {self.system.model}".strip() if self.system else ""


def load_scored(workspace: Workspace, now: datetime) -> Scored:
    """Every usable utterance with consent to evaluation, a reference and a hypothesis."""
    store, counting = workspace.store, load_counting(workspace)
    utterances = store.read("utterances", where={"verdict": USABLE})
    allowed = may_be_used(store, utterances, "evaluation", now).astype(bool)
    references = store.read("references")
    system = _system(store, workspace.settings.report.system)
    hypotheses = read_hypotheses(store, system)
    counts = store.read("error_counts", where={"policy": counting.name})
    frame = utterances[allowed].merge(
        references[["utterance_id", "reference_id", "text", "method"]].rename(
            columns={"text": "reference"}
        ),
        on="utterance_id",
        how="left",
    )
    frame = frame.merge(hypotheses, on="utterance_id", how="left")
    counts = counts.drop(columns=["utterance_id"])
    frame = frame.merge(counts, on=["hypothesis_id", "reference_id"], how="left")
    reasons = dict.fromkeys(utterances.loc[~allowed, "utterance_id"], NO_CONSENT)
    for column, reason in _LACKS.items():
        lacking = frame.loc[frame[column].isna(), "utterance_id"]
        reasons = dict.fromkeys(lacking, reason) | reasons  # the first reason stays
    scored = frame[~frame["utterance_id"].isin(reasons)]
    numbers = Counter(reasons.values())
    left_out = tuple((reason, numbers[reason]) for reason in REASONS if numbers[reason])
    speakers = store.read("speakers", columns=_SPEAKER_COLUMNS)
    speakers["region"] = speakers["region"].map(_country)
    scored = scored.merge(speakers, on="speaker_id", how="left")
    scored["device"] = scored["device"].map(lambda text: text.strip().lower() or UNDISCLOSED)
    methods = {str(name): int(n) for name, n in scored["method"].value_counts().items()}
    return Scored(_typed(scored), left_out, system, methods, reasons, counting.name)


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


def read_hypotheses(store: Store, system: System | None) -> pd.DataFrame:
    """What one recogniser heard: `hypothesis_id`, `utterance_id`, `hypothesis`."""
    where = {"identity": system.identity if system else ""}
    held = store.read("hypotheses", where=where, columns=["hypothesis_id", "utterance_id", "text"])
    return held.rename(columns={"text": "hypothesis"})


def _country(code: object) -> str:
    """ISO 3166-1 of a region: groups by subdivision would hold one or two speakers each."""
    return str(code).split("-")[0] if isinstance(code, str) and code else UNDISCLOSED


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Counts as whole numbers: columns from an outer join are objects."""
    whole = dict.fromkeys(("substitutions", "deletions", "insertions", "words"), "int64")
    return frame.astype(whole | {"empty_hypothesis": "bool", "duration_s": "float64"})
