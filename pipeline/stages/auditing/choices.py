"""What is asked of an audit, and the plan of reading that follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.disparity.streaming.counting import Plan
from pipeline.disparity.streaming.sums import MOST_SYSTEMS
from pipeline.disparity.terms import USUAL_TERMS, Terms
from pipeline.errors import SettingsError, TableError
from pipeline.io.tables.column_names import EveryColumn
from pipeline.io.tables.reader import open_tables
from pipeline.io.tables.roles import Columns, Wanted
from pipeline.text.alternatives import Alternatives
from pipeline.text.policies import language_policy


@dataclass(frozen=True)
class Choices:
    """What is asked of an audit.

    Attributes:
        wanted: Columns by name; those not named are guessed.
        terms: With whom groups are compared, and from how many speakers.
        policy: Policy under which errors are counted.
        second_policy: One to set beside it; empty: none.
        alternatives: A table of what may be read as something else (GLM); empty: none.
        rows_are_speakers: Whether every row is another speaker.
        random_intercept: Whether gaps at equal covariates are also told by the second model.
        seed: Of the draws.
    """

    wanted: Wanted
    terms: Terms = USUAL_TERMS
    policy: str = "basic-1"
    second_policy: str = ""
    alternatives: str = ""
    rows_are_speakers: bool = False
    random_intercept: bool = False
    seed: int = 1


def make_plan(
    columns: Columns, choices: Choices, policies: tuple[str, ...], normaliser: str | None
) -> Plan:
    """Plan what is read, and how it is counted.

    Args:
        columns: Which columns are what.
        choices: What is asked.
        policies: To count under.
        normaliser: Column that says which normaliser made a row.

    Raises:
        TableError: The table of alternatives cannot be used.
    """
    kept = _kept(columns, choices)
    return Plan(
        reference=columns.reference,
        systems=columns.hypotheses,
        groups=columns.groups,
        speaker=columns.speaker,
        policies=policies,
        alternatives=_alternatives(choices, policies),
        kept=kept,
        normaliser=normaliser,
        utterance=columns.utterance,
        keep_rows=bool(kept),
    )


def _kept(columns: Columns, choices: Choices) -> tuple[str, ...]:
    """Name the columns whose values are kept row by row."""
    named = [*columns.covariates, *columns.selection]
    if choices.wanted.utterance and columns.utterance:
        named.append(columns.utterance)
    return tuple(dict.fromkeys(named))


def name_policies(choices: Choices) -> tuple[str, ...]:
    """Name the policies to count under; a wrong one is said before a long table is read.

    Raises:
        SettingsError: No policy has this name, or the second is the first once more.
    """
    if choices.second_policy == choices.policy:
        raise SettingsError(
            f"{choices.policy!r} is the policy already",
            expected="another one to set beside it",
            where="--second-policy",
        )
    named = [each for each in (choices.policy, choices.second_policy) if each]
    for policy in named:
        language_policy(policy)
    return tuple(dict.fromkeys(named))


def used_columns(columns: Columns, choices: Choices) -> Columns:
    """Leave out speakers who were guessed and are not to be used.

    Args:
        columns: As they were settled when the table was opened.
        choices: What is asked.

    Raises:
        TableError: There are too many systems, or covariates without speakers.
    """
    if len(columns.hypotheses) > MOST_SYSTEMS:
        raise TableError(
            f"{len(columns.hypotheses)} columns of hypotheses",
            expected=f"at most {MOST_SYSTEMS}",
            where="--hypothesis",
            remedy="Name those to compare.",
        )
    speaker = None if choices.rows_are_speakers else _speaker(columns, choices.wanted)
    guessed = tuple(each for each in columns.guessed if speaker or each[0] != "speaker")
    if columns.covariates and speaker is None and not choices.rows_are_speakers:
        raise TableError(
            "no column of speakers, and covariates to adjust for",
            expected="speakers: intervals of a model rest on them",
            where="--covariate",
            remedy="Name the column with --speaker.",
        )
    return replace(columns, speaker=speaker, guessed=guessed)


def _speaker(columns: Columns, wanted: Wanted) -> str | None:
    """Take a guessed column of speakers only where somebody leaves columns to be guessed.

    Who names all others and not this one means that speakers are unknown.
    """
    if wanted.reference and wanted.hypotheses and wanted.groups and not wanted.speaker:
        return None
    return columns.speaker


def _alternatives(choices: Choices, policies: Sequence[str]) -> Mapping[str, Alternatives]:
    if not choices.alternatives:
        return {}
    table = open_tables([choices.alternatives], EveryColumn())
    wanted = [name for name in ("from", "to") if name in table.names]
    frames = [batch.to_pandas() for batch in table.batches(wanted)]
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=wanted)
    return {
        policy: Alternatives.from_table(rows, policy, choices.alternatives) for policy in policies
    }
