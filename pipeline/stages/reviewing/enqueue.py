"""Enqueue: what may be corrected waits for people, in order of need, each listener's turn apart."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import pandas as pd

from pipeline.io.queue.leases import enqueue
from pipeline.io.queue.slots import KIND, QueueItem
from pipeline.io.store.store import Store, each_row
from pipeline.io.workspace import Workspace
from pipeline.review.assigning.attention_checks import make_attention_check
from pipeline.review.assigning.harmful_words import (
    WordClass,
    find_harmful,
    word_classes,
    words_that_always_count,
)
from pipeline.review.assigning.need import group_needs, utterance_need
from pipeline.review.assigning.overlap import LEAST_TO_COMPARE
from pipeline.review.assigning.priority import Candidate, QueuePlace, places, priority
from pipeline.review.showing.shown import choose_hypothesis
from pipeline.stages.permissions.consent import may_be_used
from pipeline.tables import USABLE, AssignmentRow, HypothesisRow, SpeakerAccentRow, UtteranceRow
from pipeline.text.policies import tokens

PURPOSE = "transcription"
_PLACED = ("resolved", "several")
_DRAWN_DIGITS = 12


def queue_for_people(workspace: Workspace, now: datetime) -> int:
    """Open assignments for usable utterances with consent that lack some, in order of need.

    An utterance with a reference needs nobody. One whose listeners were raised in the settings
    gets the further ones. One whose consent ran out leaves the queue.

    Returns:
        How many assignments are new.
    """
    store, listeners = workspace.store, workspace.settings.review.listeners
    utterances = store.rows(UtteranceRow, where={"verdict": USABLE})
    columns = pd.DataFrame({"consent_id": [row.consent_id for row in utterances]}, dtype=object)
    allowed = may_be_used(store, columns, PURPOSE, now).astype(bool)
    withheld = [row for row, may in zip(utterances, allowed, strict=True) if not may]
    _take_from_queue(store, [row.utterance_id for row in withheld])
    done = _asked_enough(store, listeners) | {row.utterance_id for row in withheld}
    done |= set(store.read("references", columns=["utterance_id"])["utterance_id"])
    waiting = [row for row in utterances if row.utterance_id not in done]
    items = _Queue(workspace, waiting).items() if waiting else []
    return enqueue(store, items, listeners=listeners, now=now)


@dataclass(frozen=True)
class _Queue:
    """Utterances on their way into the queue, with what decides their places."""

    workspace: Workspace
    waiting: Sequence[UtteranceRow]

    def items(self) -> list[QueueItem]:
        """One item an utterance, in the order of the utterances."""
        rows = self.waiting
        shown = [self._shown(row.utterance_id) for row in rows]
        candidates = [
            self._candidate(row, one, before)
            for row, one, before in zip(rows, shown, self._heard_before(rows), strict=True)
        ]
        found = places(candidates, self.workspace.settings.review.random_share)
        return [
            self._item(row, one, place, harmful=candidate.harmful is not None)
            for row, one, place, candidate in zip(rows, shown, found, candidates, strict=True)
        ]

    def _candidate(self, row: UtteranceRow, shown: HypothesisRow | None, before: int) -> Candidate:
        text, words = (shown.text, shown.words) if shown else (None, ())
        doubtful_below = self.workspace.settings.review.doubtful_below
        harmful = find_harmful(text, words, self._classes, doubtful_below)
        accents = self._accents.get(row.speaker_id, ())
        return Candidate(
            confidence=priority(text, words),
            harmful=harmful.name if harmful else None,
            grave=harmful is not None and harmful.always,
            need=utterance_need(accents, self._needs, before),
            draw=self._draw("place", row.utterance_id),
        )

    def _item(
        self, row: UtteranceRow, shown: HypothesisRow | None, place: QueuePlace, *, harmful: bool
    ) -> QueueItem:
        settings = self.workspace.settings
        listeners = settings.review.listeners
        if harmful:
            listeners = max(listeners, LEAST_TO_COMPARE)
        text = shown.text if shown and shown.text and shown.text.strip() else None
        blind = self._blind(row.utterance_id, listeners) if text else frozenset()
        may_check = listeners >= LEAST_TO_COMPARE and not harmful
        return QueueItem(
            utterance_id=row.utterance_id,
            speaker_id=row.speaker_id,
            language=settings.campaign.language,
            priority=place.priority,
            accents=self._accents.get(row.speaker_id, ()),
            listeners=listeners,
            blind=blind,
            attention_check=self._attention_check(row.utterance_id, text, listeners, blind)
            if text and may_check
            else None,
            why=place.why,
        )

    def _blind(self, utterance_id: str, listeners: int) -> frozenset[int]:
        share = self.workspace.settings.review.blind_share
        return frozenset(
            slot
            for slot in range(listeners)
            if self._draw("blind", utterance_id, str(slot)) < share
        )

    def _attention_check(
        self, utterance_id: str, text: str, listeners: int, blind: frozenset[int]
    ) -> tuple[int, str] | None:
        """One listener's copy with a wrong word: never the only one, never a blind one."""
        slots = [slot for slot in range(listeners) if slot not in blind]
        share = self.workspace.settings.review.planted_share * len(slots)
        if not slots or self._draw("planted", utterance_id) >= share:
            return None
        draw = self._draw("planted word", utterance_id)
        wrong = make_attention_check(text, self._vocabulary, draw, avoid=self._never_put_in)
        slot = slots[int(self._draw("planted slot", utterance_id) * len(slots))]
        return (slot, wrong) if wrong is not None else None

    def _draw(self, kind: str, *parts: str) -> float:
        """A number from 0 to 1 that nobody without the workspace's secret can foresee."""
        digits = self.workspace.keyed(kind, *parts)[:_DRAWN_DIGITS]
        return float(int(digits, 16) / 16**_DRAWN_DIGITS)

    def _shown(self, utterance_id: str) -> HypothesisRow | None:
        return choose_hypothesis(
            self._hypotheses.get(utterance_id, []), self.workspace.settings.asr.model
        )

    def _heard_before(self, rows: Sequence[UtteranceRow]) -> Iterable[int]:
        """Utterances of the same speaker that have a reference or come before, for each."""
        heard = Counter(self._scored["speaker_id"])
        for row in rows:
            yield heard[row.speaker_id]
            heard[row.speaker_id] += 1

    @cached_property
    def _classes(self) -> tuple[WordClass, ...]:
        settings = self.workspace.settings
        return word_classes(
            settings.campaign.language,
            settings.review.harmful_words,
            built_in=settings.review.built_in_harmful_words,
        )

    @cached_property
    def _never_put_in(self) -> frozenset[str]:
        return words_that_always_count(self._classes)

    @cached_property
    def _hypotheses(self) -> dict[str, list[HypothesisRow]]:
        hypotheses: dict[str, list[HypothesisRow]] = {}
        for row in self.workspace.store.rows(HypothesisRow, where={"failure": None}):
            hypotheses.setdefault(row.utterance_id, []).append(row)
        return hypotheses

    @cached_property
    def _vocabulary(self) -> Counter[str]:
        texts = (row.text or "" for rows in self._hypotheses.values() for row in rows)
        return Counter(word for text in texts for word in tokens(text, "basic-1"))

    @cached_property
    def _accents(self) -> dict[str, tuple[str, ...]]:
        """Speaker -> what they said of their accent, where it could be placed."""
        said: dict[str, tuple[str, ...]] = {}
        for row in self.workspace.store.rows(SpeakerAccentRow, where={"outcome": _PLACED}):
            if row.accent and not row.provenance.endswith("_inferred"):
                said[row.speaker_id] = (*said.get(row.speaker_id, ()), row.accent)
        return said

    @cached_property
    def _scored(self) -> pd.DataFrame:
        """Utterances with a reference: speaker_id and words."""
        store = self.workspace.store
        references = store.read("references", columns=["utterance_id", "text"])
        speakers = store.read("utterances", columns=["utterance_id", "speaker_id"])
        scored = references.merge(speakers, on="utterance_id")
        return scored.assign(words=[len(text.split()) for text in scored["text"]])

    @cached_property
    def _needs(self) -> dict[str, float]:
        of_speaker: Counter[str] = Counter()
        for row in each_row(self._scored):
            of_speaker[row.speaker_id] += row.words
        words: dict[str, list[int]] = {}
        for speaker, accents in self._accents.items():
            for accent in accents:
                words.setdefault(accent, []).append(of_speaker[speaker])
        return group_needs(words)


def _asked_enough(store: Store, listeners: int) -> set[str]:
    held = store.read("assignments", where={"kind": KIND, "gold": False}, columns=["utterance_id"])
    asked = held["utterance_id"].value_counts()
    return set(asked[asked >= listeners].index)


def _take_from_queue(store: Store, utterance_ids: Sequence[str]) -> None:
    with store.writing() as transaction:
        held = transaction.rows(AssignmentRow, "utterance_id", utterance_ids)
        unanswered = [row.assignment_id for row in held if row.state == "open"]
        transaction.delete("assignments", "assignment_id", unanswered)
