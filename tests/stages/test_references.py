"""How references come to be: who decides, what does not count, and what `explain` says of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.workspace import Workspace, init_workspace
from pipeline.stages.comparing.compare import compare
from pipeline.stages.rights.explain import explain

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEARD = "turn the ladder over"


class Review:
    """A workspace with one recording, and the work people did on it."""

    def __init__(self, place: Workspace) -> None:
        self.place = place
        self.utterance_id = place.store.read("utterances")["utterance_id"][0]
        self._minutes = 0
        self.add("hypotheses", hypothesis_id="h1", engine="e", model="m", version="1",
                 model_sha256="", settings={}, identity="i", text=HEARD, words=[],
                 transcribed_at=NOON)  # fmt: skip

    def add(self, table: str, **row: Any) -> None:
        with self.place.store.writing() as transaction:
            transaction.put(table, [{"utterance_id": self.utterance_id} | row])

    def types(self, worker: str, text: str, **more: Any) -> None:
        self._minutes += 1
        self.add("corrections", correction_id=f"c-{worker}", worker_id=worker, action="edited",
                 text=text, shown_hypothesis_id="h1",
                 corrected_at=NOON + timedelta(minutes=self._minutes), **more)  # fmt: skip

    def rules(self, text: str, retracted_at: datetime | None = None) -> None:
        self.add("adjudications", adjudication_id="j1", lead_id="lead-1", action="picked",
                 text=text, sources=["c-w2"], adjudicated_at=NOON,
                 retracted_at=retracted_at)  # fmt: skip

    def reference(self) -> dict[str, Any]:
        compare(self.place, NOON + timedelta(hours=2))
        rows = self.place.store.read("references").to_dict("records")
        return {str(name): value for name, value in rows[0].items()} if rows else {}

    def explained(self) -> str:
        return "\n".join(explain(self.place, self.utterance_id))


@pytest.fixture
def review(
    tmp_path: Path, collect: Callable[..., Any], inbox_of: Callable[..., Path],
    sample_rows: list[dict[str, str]],
) -> Iterator[Review]:  # fmt: skip
    init_workspace(tmp_path / "workspace")
    place = Workspace(tmp_path / "workspace")
    consented = sample_rows[0] | {"consent": "transcription;evaluation"}
    collect(place, inbox_of([consented]))
    yield Review(place)
    place.store.close()


def test_three_listeners_vote_and_each_word_says_who(review: Review) -> None:
    review.types("w1", "turn the letter over")
    review.types("w2", "turn the letter over")
    review.types("w3", "turn the ladder over now")
    found = review.reference()
    assert (found["text"], found["method"], found["workers"]) == (
        "turn the letter over",
        "rover",
        3,
    )
    explained = review.explained()
    assert "'letter': worker w1, worker w2 (instead 'ladder': worker w3)" in explained
    assert "nothing: worker w1, worker w2 (instead 'now': worker w3)" in explained


def test_a_lead_decides_over_the_vote_until_they_take_it_back(review: Review) -> None:
    review.types("w1", "turn the letter over")
    review.types("w2", "turn the ladder over")
    review.rules("turn the letters over")
    found = review.reference()
    assert (found["text"], found["method"]) == ("turn the letters over", "adjudicated")
    assert "lead lead-1 picked: 'turn the letters over', from worker w2" in review.explained()
    assert "its reference was set by lead-1 (rule adjudicated)" in review.explained()
    review.rules("turn the letters over", retracted_at=NOON)
    assert review.reference()["method"] == "medoid"
    assert "(taken back)" in review.explained()


def test_an_answer_to_a_gold_item_is_no_vote(review: Review) -> None:
    review.types("w1", "turn the letter over")
    review.types("w2", "turn it", gold=True)
    found = review.reference()
    assert (found["text"], found["workers"]) == ("turn the letter over", 1)
    assert "as a check on their work (gold)" in review.explained()


def test_a_text_with_a_planted_error_left_in_it_is_set_aside(review: Review) -> None:
    for number, worker in enumerate(("w1", "w2")):
        review.add("assignments", assignment_id=f"a{number}", kind="correct", language="en",
                   state="done", priority=1.0, worker_id=worker,
                   planted_text="turn the ladder oven")  # fmt: skip
    review.types("w1", "turn the letter oven", assignment_id="a0")
    review.types("w2", "turn the letter over", assignment_id="a1")
    found = review.reference()
    assert (found["text"], found["workers"]) == ("turn the letter over", 1)
    said = "a correction was set aside (rule planted_error_survived): the text of w1"
    assert said in review.explained()
    assert review.reference()["reference_id"] == found["reference_id"]
    assert review.explained().count("set aside") == 1


def test_redacted_words_stand_in_no_text_and_in_no_score(review: Review) -> None:
    review.types("w1", "turn the Miller over")
    before = review.reference()
    counts = review.place.store.read("error_counts").iloc[0]
    assert (counts["words"], counts["substitutions"]) == (4, 1)
    review.add("redactions", redaction_id="r1", from_s=0.5, to_s=0.9, words=["Miller", "ladder"],
               derived_sha256="0" * 64, redacted_by="lead-1", redacted_at=NOON)  # fmt: skip
    found = review.reference()
    assert found["text"] == "turn the [redacted] over"
    assert found["reference_id"] != before["reference_id"]
    counts = review.place.store.read("error_counts").iloc[0]
    assert (counts["words"], counts["substitutions"]) == (3, 0)
    assert "Miller" not in review.explained()
    assert "ladder" not in review.explained()
