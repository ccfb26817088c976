"""Redact: personal data heard in a recording, bleeped in a derived copy, its words masked.

The recording as uploaded stays, bit for bit; once it has a derived copy it is the copy that is
played, linked and served, wherever we do so. Every redaction of an utterance bleeps its spans in
one copy, made anew from the recording as uploaded.
"""

import hashlib
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline.errors import ReviewError, UnknownIdError
from pipeline.io.audio.bleeped import bleeped_copy
from pipeline.io.store.store import Transaction
from pipeline.io.workers import checked_worker_id
from pipeline.io.workspace import Workspace
from pipeline.review.showing.bleep import Span
from pipeline.review.showing.shown import choose_hypothesis
from pipeline.stages.permissions.masks import make_mask
from pipeline.stages.rights.orphan_files import erase_report_files
from pipeline.tables import (
    Decision,
    HypothesisRow,
    RedactionRow,
    ReferenceRow,
    UtteranceRow,
    decision_row,
    hash_id,
)
from pipeline.text.masking import Mask, mask_words, words_beside_spans, words_in_spans

STAGE = "redact"
DEFAULT_MARGIN_S = 0.05


@dataclass(frozen=True)
class Redaction:
    """What somebody wants bleeped and masked.

    Attributes:
        spans: Seconds from and to.
        words: To be masked in every text of the recording; without any, those are taken that the
            recogniser's word times, and the reference beside them, put under the spans.
        margin_s: Bleeped on either side of each span, too: people's times are never exact.
    """

    spans: tuple[Span, ...]
    words: tuple[str, ...] = ()
    margin_s: float = DEFAULT_MARGIN_S


@dataclass
class Redacted:
    """What a redaction, or taking one back, did.

    Attributes:
        utterance_id: Of which recording.
        spans: What is bleeped now, in seconds; empty where the recording is played as uploaded.
        words: Named words and those found under the spans, masked from now on.
        found: Whether words were found by the recogniser's times because none were named.
        recounted: Error counts to be made again by `isogloss compare`.
        files: Reports that named the utterance and are erased.
    """

    utterance_id: str
    spans: tuple[Span, ...] = ()
    words: tuple[str, ...] = ()
    found: bool = False
    recounted: int = 0
    files: list[str] = field(default_factory=list)


def redact(
    workspace: Workspace, utterance_id: str, wanted: Redaction, *, by: str, now: datetime
) -> Redacted:
    """Bleep spans of a recording and mask words in its texts, beside what is redacted already.

    Run again with the same spans and words it changes nothing, and finishes what was cut off.

    Args:
        workspace: Where.
        utterance_id: Which recording.
        wanted: What to bleep and to mask.
        by: Who decides.
        now: When.

    Raises:
        UnknownIdError: There is no such utterance.
        ReviewError: A span is none, or lies outside the recording; or nobody decides.
        AudioError: The recording cannot be decoded.
    """
    by = checked_worker_id(by)
    _check(wanted)
    with workspace.store.writing() as transaction:
        # The copy is made while nobody else writes, so that two redactions at once both count.
        utterance = _utterance(transaction, utterance_id)
        before = {
            row.redaction_id: row
            for row in transaction.rows(RedactionRow, "utterance_id", [utterance_id])
        }
        named = tuple(dict.fromkeys(word.strip() for word in wanted.words if word.strip()))
        model = workspace.settings.asr.model
        words = named or _found_words(transaction, utterance_id, wanted.spans, model)
        new = _new_rows(utterance, wanted, words, by, now)
        old = {row.derived_sha256 for row in before.values()}
        held = _derive(workspace, utterance, list((new | before).values()))
        transaction.put("redactions", held)
        recounted = transaction.delete("error_counts", "utterance_id", [utterance_id])
        if new.keys() - before.keys():
            _record(transaction, utterance, "redacted", by, now)
    done = Redacted(utterance_id, found=bool(words) and not named, recounted=recounted)
    return _finished(workspace, held, old, done)


def undo_redaction(workspace: Workspace, utterance_id: str, *, by: str, now: datetime) -> Redacted:
    """Take back the redaction that was made last, all its spans and words.

    Raises:
        UnknownIdError: There is no such utterance.
        ReviewError: It has no redaction.
    """
    by = checked_worker_id(by)
    with workspace.store.writing() as transaction:
        utterance = _utterance(transaction, utterance_id)
        before = transaction.rows(RedactionRow, "utterance_id", [utterance_id])
        if not before:
            raise ReviewError(
                f"nothing of {utterance_id} is redacted",
                remedy="Nothing has to be taken back.",
            )
        last = max(row.redacted_at for row in before)
        gone = [row for row in before if row.redacted_at == last]
        old = {row.derived_sha256 for row in before}
        kept = _derive(workspace, utterance, [row for row in before if row.redacted_at != last])
        transaction.delete("redactions", "redaction_id", [row.redaction_id for row in gone])
        transaction.put("redactions", kept)
        recounted = transaction.delete("error_counts", "utterance_id", [utterance_id])
        _record(transaction, utterance, "redaction_undone", by, now)
    return _finished(workspace, kept, old, Redacted(utterance_id, recounted=recounted))


def _check(wanted: Redaction) -> None:
    if not wanted.spans:
        raise ReviewError("no span", expected="--from and --to, in seconds from the start")
    for begin, end in wanted.spans:
        if not 0 <= begin < end < math.inf:
            raise ReviewError(
                f"a span from {begin:g} s to {end:g} s",
                expected="seconds from the start, the end behind the beginning",
                where="--from, --to",
            )
    if not 0 <= wanted.margin_s < math.inf:
        raise ReviewError(
            f"a margin of {wanted.margin_s:g} s", expected="0 or more", where="--margin"
        )
    for word in wanted.words:
        if mask_words(word, [word]) == word:
            raise ReviewError(
                f"{word!r:.80} holds no word", expected="letters or digits", where="--word"
            )


def _new_rows(
    utterance: UtteranceRow, wanted: Redaction, words: Sequence[str], by: str, now: datetime
) -> dict[str, RedactionRow]:
    """Make a row a span, by its id: its margins are in it, and it ends with the recording.

    Which copy it is bleeped in is not known yet.

    Raises:
        ReviewError: A span begins behind the end: somebody mistook the recording or the unit.
    """
    duration_s, rows = utterance.duration_s, {}
    for begin, end in wanted.spans:
        if begin >= duration_s:
            raise ReviewError(
                f"a span that begins at {begin:g} s",
                expected=f"a beginning before the recording ends, at {duration_s:.2f} s",
                where="--from",
            )
        from_s = round(max(0.0, begin - wanted.margin_s), 6)
        to_s = round(min(duration_s, end + wanted.margin_s), 6)
        name = hash_id("x", utterance.utterance_id, f"{from_s} {to_s}", *words)
        rows[name] = RedactionRow(
            redaction_id=name,
            utterance_id=utterance.utterance_id,
            from_s=from_s,
            to_s=to_s,
            words=list(words),
            derived_sha256="",
            redacted_by=by,
            redacted_at=now,
        )
    return rows


def _utterance(transaction: Transaction, utterance_id: str) -> UtteranceRow:
    rows = transaction.rows(UtteranceRow, "utterance_id", [utterance_id])
    if not rows:
        raise UnknownIdError(
            f"no utterance {utterance_id!r:.80}",
            expected="an utterance's id",
            remedy="Ids are in the report and in: isogloss status --ids",
        )
    return rows[0]


def _found_words(
    transaction: Transaction, utterance_id: str, spans: Sequence[Span], model: str
) -> tuple[str, ...]:
    """Find what the shown hypothesis has in the spans, and what the reference has beside it."""
    hypotheses = transaction.rows(HypothesisRow, "utterance_id", [utterance_id])
    shown = choose_hypothesis([row for row in hypotheses if row.words], model)
    if shown is None or shown.text is None:
        return ()
    mask = Mask(spans=tuple(spans))  # without margins: they touch words that were not meant
    found = [*words_in_spans(shown.text, shown.words, mask)]
    for reference in transaction.rows(ReferenceRow, "utterance_id", [utterance_id]):
        found += words_beside_spans(reference.text, shown.text, shown.words, mask)
    return tuple(dict.fromkeys(word for word in found if mask_words(word, [word]) != word))


def _derive(
    workspace: Workspace, utterance: UtteranceRow, rows: Sequence[RedactionRow]
) -> list[RedactionRow]:
    """Keep a copy in which the spans of all rows are bleeped, and name it in each of the rows."""
    if not rows:
        return []
    with workspace.audio.open(utterance.audio_sha256) as stream:
        copy = bleeped_copy(
            stream,
            [(row.from_s, row.to_s) for row in rows],
            margin_s=0.0,  # the rows hold what is bleeped, margins included
            limits=workspace.settings.audio,
            name_hint=utterance.suffix,
        )
    derived = hashlib.sha256(copy.data).hexdigest()
    workspace.audio.put(io.BytesIO(copy.data), derived)
    return [replace(row, derived_sha256=derived) for row in rows]


def _record(
    transaction: Transaction, utterance: UtteranceRow, outcome: str, by: str, now: datetime
) -> None:
    """Append the decision; what was said is not in it."""
    transaction.add(
        "decisions",
        [
            decision_row(
                hash_id("d", utterance.utterance_id, outcome, by, now),
                Decision(STAGE, outcome, "personal_data", by),
                now,
                utterance_id=utterance.utterance_id,
                source_key=utterance.source_key,
            )
        ],
    )


def _finished(
    workspace: Workspace, rows: Sequence[RedactionRow], old: set[str], done: Redacted
) -> Redacted:
    """Erase what is superseded: earlier copies, and reports that show or link the utterance."""
    held = set(workspace.store.read("redactions", columns=["derived_sha256"])["derived_sha256"])
    for derived in sorted(old - held):
        workspace.audio.delete(derived)
    done.files = erase_report_files(workspace, naming=[done.utterance_id])
    mask = make_mask(rows)
    done.spans, done.words = mask.spans, mask.words
    return done
