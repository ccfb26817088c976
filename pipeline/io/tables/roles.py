"""Which column of a table is which: as told, or by the names in common use.

Names come from Common Voice releases (client_id, path, sentence, accents), NVIDIA NeMo manifests
(audio_filepath, text, pred_text) and data sets on the Hugging Face hub (transcription,
normalized_text, prediction, speaker_id). A guess is recorded to be said aloud; where two names
could be meant there is no guess but an error that asks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import MOST_OFFENDERS_SHOWN, TableError
from pipeline.io.tables.column_names import ColumnHeader, column_key, nearest


@dataclass(frozen=True)
class Wanted:
    """What somebody said of the columns.

    Attributes:
        reference: What was said; None to guess.
        hypotheses: What the systems heard; none to guess one.
        groups: What groups speakers; none to guess one.
        speaker: Who spoke; None to guess.
        covariates: What else may matter; never guessed.
        selection: Columns of decisions; never guessed.
        utterance: What names an utterance; None to guess.
    """

    reference: str | None = None
    hypotheses: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    speaker: str | None = None
    covariates: tuple[str, ...] = ()
    selection: tuple[str, ...] = ()
    utterance: str | None = None

    def count_known(self, names: Sequence[str]) -> int:
        """No name is more wanted than another: many are guessed."""
        return 0 * len(names)

    def settle(self, header: ColumnHeader) -> "Columns":
        """Takes what was told, guesses the rest.

        Raises:
            TableError: if a column is not there (with a did-you-mean), is there twice, or cannot
                be guessed.
        """
        hint = hint_of_data(header.names) if header.is_first_line else ""
        return Chooser(header.names, header.source, hint, header.readable).choose(self)


@dataclass(frozen=True)
class Columns:
    """Columns that the table has, each once.

    Attributes:
        reference: What was said.
        hypotheses: What each system heard.
        groups: What groups speakers.
        speaker: Who spoke; None where no column tells.
        covariates: As told.
        selection: As told.
        utterance: What names an utterance; None where no column tells.
        guessed: Role and column of each guess, to be said aloud.
    """

    reference: str
    hypotheses: tuple[str, ...]
    groups: tuple[str, ...]
    speaker: str | None
    covariates: tuple[str, ...] = ()
    selection: tuple[str, ...] = ()
    utterance: str | None = None
    guessed: tuple[tuple[str, str], ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every column once, in the order of the attributes."""
        named = (self.reference, *self.hypotheses, *self.groups, self.speaker or "")
        more = (*self.covariates, *self.selection, self.utterance or "")
        return tuple(dict.fromkeys(name for name in (*named, *more) if name))


_OPTIONS = {
    "reference": "--reference",
    "hypothesis": "--hypothesis",
    "group": "--group",
    "speaker": "--speaker",
    "covariate": "--covariate",
    "selection": "--selection",
    "utterance": "--utterance",
}
# Within a role, names of an earlier tier are taken before those of a later one; two of one tier
# are ambiguous.
_TIERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "reference": (
        ("reference", "references", "ref", "reference_text", "ref_text", "ground_truth",
         "ground_truth_text", "gold", "gold_text", "human_transcript", "sentence",
         "normalized_text"),
        ("text", "transcript", "transcription", "raw_text", "target", "target_text"),
    ),
    "hypothesis": (
        ("hypothesis", "hypotheses", "hyp", "hyp_text", "hypothesis_text", "prediction",
         "predictions", "predicted", "predicted_text", "prediction_text", "pred", "pred_text",
         "pred_str", "asr", "asr_text", "asr_output", "asr_transcript", "asr_transcription",
         "recognized", "recognized_text", "recognised", "recognised_text", "machine_transcript"),
        ("text", "transcript", "transcription", "output"),
    ),
    "group": (
        ("accent", "accents", "accent_group", "accent_label", "dialect", "dialect_group",
         "variety", "group"),
        ("variant", "native_language", "first_language", "mother_tongue", "l1", "region",
         "country"),
        ("gender", "sex", "age", "age_group", "ethnicity", "race"),
    ),
    "speaker": (
        ("speaker", "speaker_id", "client_id", "spk", "spk_id", "talker", "talker_id",
         "participant", "participant_id", "user_id"),
    ),
    "utterance": (
        ("utterance_id",), ("utterance",), ("utt_id",), ("utt",), ("audio_filepath",), ("path",),
        ("audio_path",), ("file_name",), ("filename",), ("file",), ("segment_id",), ("clip_id",),
        ("recording_id",), ("clip",), ("uid",), ("id",), ("key",),
    ),
}  # fmt: skip


_SEVERAL = ("hypothesis", "group")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?|[0-9a-f]{32,}")
_SOUND = (".wav", ".mp3", ".flac", ".ogg", ".opus", ".m4a", ".webm")
_WORDS_OF_A_NAME = 4
_LONGEST_NAME = 60


@dataclass
class Chooser:
    """Finds columns among names.

    Attributes:
        names: The names of all columns, in order, as the table has them.
        where: The table, for messages.
        hint: What else may be wrong with the names, for messages.
        readable: Names that may be guessed: of columns that hold one value a row.
    """

    names: Sequence[str]
    where: str
    hint: str
    readable: Sequence[str]

    def choose(self, wanted: Wanted) -> Columns:
        """Takes what was told, guesses the rest.

        Raises:
            TableError: if a column is not there, is there twice, or cannot be guessed.
        """
        self.guessed: list[tuple[str, str]] = []
        self.taken: set[str] = set()
        told = {
            "reference": self._told("reference", (wanted.reference,)),
            "hypothesis": self._told("hypothesis", wanted.hypotheses),
            "group": self._told("group", wanted.groups),
            "speaker": self._told("speaker", (wanted.speaker,)),
            "covariate": self._told("covariate", wanted.covariates),
            "selection": self._told("selection", wanted.selection),
            "utterance": self._told("utterance", (wanted.utterance,)),
        }
        reference = told["reference"] or self._guess("reference", needed=True)
        hypotheses = told["hypothesis"] or self._guess("hypothesis", needed=True)
        speaker = told["speaker"] or self._guess("speaker")
        groups = told["group"] or self._guess("group", needed=True)
        utterance = told["utterance"] or self._guess("utterance")
        return Columns(
            reference[0],
            hypotheses,
            groups,
            speaker[0] if speaker else None,
            told["covariate"],
            told["selection"],
            utterance[0] if utterance else None,
            tuple(self.guessed),
        )

    def _told(self, role: str, columns: Sequence[str | None]) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(self._find(role, name) for name in columns if name is not None))
        self.taken.update(found)
        return found

    def _find(self, role: str, column: str) -> str:
        if column in self.names:
            return self._once(role, column)
        same = [name for name in self.names if column_key(name) == column_key(column)]
        if len(same) == 1:
            self.guessed.append((role, same[0]))
            return same[0]
        near = same[0] if same else nearest(column, list(self.names))
        meant = f"Did you mean {_OPTIONS[role]} {near!r}? " if near else ""
        raise TableError(
            f"no column {column!r}; {shown(self.names)}",
            expected=f"a column for {_OPTIONS[role]}",
            where=self.where,
            remedy=f"{meant}{self.hint}".strip() or "Name one of these.",
        )

    def _once(self, role: str, column: str) -> str:
        places = [str(index) for index, name in enumerate(self.names, 1) if name == column]
        if len(places) > 1:
            raise TableError(
                f"{len(places)} columns are named {column!r}: the {_listed(places)} of "
                f"{len(self.names)}",
                expected=f"one column for {_OPTIONS[role]}",
                where=self.where,
                remedy="Rename or delete all but one of them.",
            )
        return column

    def _guess(self, role: str, *, needed: bool = False) -> tuple[str, ...]:
        for tier in _TIERS[role]:
            keys = {column_key(name) for name in tier}
            found = [n for n in dict.fromkeys(self.readable) if column_key(n) in keys]
            free = [name for name in found if name not in self.taken]
            if len(free) > 1:
                raise self._ambiguous(role, free)
            if free:
                column = self._once(role, free[0])
                self.guessed.append((role, column))
                self.taken.add(column)
                return (column,)
        if needed:
            raise self._nothing(role)
        return ()

    def _ambiguous(self, role: str, found: list[str]) -> TableError:
        option = _OPTIONS[role]
        several = f" Give {option} more than once for several." if role in _SEVERAL else ""
        return TableError(
            f"{len(found)} columns may hold the {role}: {_listed([repr(n) for n in found])}",
            expected=f"{option} to say which",
            where=self.where,
            remedy=f"Give {option} {found[0]!r} or {option} {found[1]!r}.{several}",
        )

    def _nothing(self, role: str) -> TableError:
        option = _OPTIONS[role]
        return TableError(
            f"no column looks like the {role}; {shown(self.names)}",
            expected=f"{option} COLUMN, or a name in common use such as "
            f"{', '.join(_TIERS[role][0][:3])}",
            where=self.where,
            remedy=f"{self.hint} Give {option} and the name of the column.".strip(),
        )


def hint_of_data(names: Sequence[str]) -> str:
    """What to say where the line of column names seems to be missing; else an empty string.

    Names do not repeat, and are no numbers, sentences or file names.

    Example:
        >>> hint_of_data(["the cat sat on it", "the cat sat", "s1", "us"])[:51]
        'The first line looks like a row and not like column'
        >>> hint_of_data(["sentence", "pred_text", "client_id", "accents"])
        ''
    """
    odd = [
        name
        for name in names
        if _NUMBER.fullmatch(name)
        or len(name.split()) > _WORDS_OF_A_NAME
        or len(name) > _LONGEST_NAME
        or name.lower().endswith(_SOUND)
    ]
    if not odd:
        return ""
    return (
        f"The first line looks like a row and not like column names ({odd[0][:40]!r}): "
        "write a line of column names above it."
    )


def shown(names: Sequence[str]) -> str:
    """A sentence that lists columns, at most ten.

    Example:
        >>> shown(["a", "b"])
        "the columns are 'a', 'b'"
    """
    if not names:
        return "it has no columns at all"
    text = ", ".join(repr(name[:40]) for name in names[:MOST_OFFENDERS_SHOWN])
    rest = len(names) - MOST_OFFENDERS_SHOWN
    return f"the columns are {text}" + (f" and {rest} more" if rest > 0 else "")


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
