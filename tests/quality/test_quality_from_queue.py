"""From lease to figure: what the queue writes is what the figures on quality read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pipeline.io.queue.answers import Answer, save_answer
from pipeline.io.queue.leases import enqueue, lease_next
from pipeline.io.queue.slots import QueueItem
from pipeline.io.workers import known_worker, register
from pipeline.io.workspace import Workspace
from pipeline.review.assigning.overlap import ReviewRules
from pipeline.stages.comparing.references import form_references
from pipeline.stages.quality.figures import quality

Make = Callable[..., dict[str, Any]]
SAID, HEARD, PLANTED = "turn the letter over", "turn the ladder over", "burn the ladder over"
NO_GOLD = ReviewRules(gold_share=0.0)
ONLY_GOLD = ReviewRules(gold_share=1.0)


def collected(workspace: Workspace, make_row: Make, now: datetime) -> None:
    store = workspace.store
    with store.writing() as transaction:
        transaction.add("campaigns", [make_row("campaigns", campaign_id="default", language="en")])
        for n in range(4):
            transaction.add(
                "consents",
                [
                    make_row(
                        "consents", consent_id=f"k{n}", speaker_id=f"s{n}",
                        purposes=["transcription"], expires_at=now + timedelta(days=30),
                    )
                ],
            )  # fmt: skip
            transaction.add(
                "utterances",
                [
                    make_row(
                        "utterances", utterance_id=f"u{n}", speaker_id=f"s{n}", consent_id=f"k{n}",
                        campaign_id="default", source_key=f"u{n}", duration_s=2.0,
                    )
                ],
            )  # fmt: skip
            transaction.add(
                "hypotheses",
                [make_row("hypotheses", hypothesis_id=f"h{n}", utterance_id=f"u{n}", text=HEARD)],
            )
            transaction.add(
                "speaker_accents",
                [
                    make_row(
                        "speaker_accents", speaker_accent_id=f"a{n}", speaker_id=f"s{n}",
                        accent="en-scotland",
                    )
                ],
            )  # fmt: skip
    items = [
        QueueItem("u0", "s0", "en", 0.1, attention_check=(0, PLANTED)),
        QueueItem("u1", "s1", "en", 0.2, attention_check=(1, PLANTED)),
        QueueItem("u2", "s2", "en", 0.3, blind=frozenset({0, 1})),
    ]
    enqueue(store, items, listeners=2, now=now)
    register(store, "careful", ["en"], None, now, accents=["en-scotland"])
    register(store, "hasty", ["en"], None, now, accents=["en-india"])


def answer_all(workspace: Workspace, name: str, now: datetime, rules: ReviewRules) -> None:
    """The careful one types what is said; the hasty one takes what is shown at once."""
    store, minute = workspace.store, timedelta(minutes=1)
    worker = known_worker(store, name)
    while (lent := lease_next(store, worker, now, 30.0, rules)) is not None:
        shown = None if lent.blind else lent.planted_text or HEARD
        text = SAID if name == "careful" or shown is None else shown
        action = "accepted" if text == shown else "edited"
        heard = None if lent.blind else f"h{lent.utterance_id[1:]}"
        answer = Answer(text, action, heard, 9.0 if name == "careful" else 0.5, shown)
        save_answer(store, worker, lent.assignment_id, answer, now, rules)
        now += minute


def test_what_two_listeners_did_comes_out_in_every_figure(
    workspace: Workspace, now: datetime, make_row: Make
) -> None:
    collected(workspace, make_row, now)
    for name in ("hasty", "careful"):
        answer_all(workspace, name, now, NO_GOLD)
    assert workspace.store.count("corrections") == 6
    found = quality(workspace, now)
    led = {one.worker_id: one for one in found.anchoring.workers}
    attention_check = [one.survived for one in led.values() if one.survived.trials]
    assert sum(one.trials for one in attention_check) == 2
    assert led["hasty"].survived.count == led["hasty"].survived.trials
    assert led["careful"].survived.count == 0
    # Of the two recordings in which it was shown something, or planted: all taken at once.
    assert (led["hasty"].too_fast.count, led["hasty"].too_fast.trials) == (2, 2)
    assert led["careful"].too_fast.count == 0
    assert {one.group: one.estimate.observations for one in found.by_knowledge} == {"one_knows": 1}
    form_references(workspace, now)
    held = workspace.store.read("references").set_index("utterance_id")["text"]
    assert "burn" not in " ".join(held)


def test_gold_lent_by_the_queue_is_scored_and_kept_apart(
    workspace: Workspace, now: datetime, make_row: Make
) -> None:
    collected(workspace, make_row, now)
    with workspace.store.writing() as transaction:
        transaction.add(
            "gold_items", [make_row("gold_items", utterance_id="u3", text=SAID, set_by="lead")]
        )
    for name in ("hasty", "careful"):
        answer_all(workspace, name, now, ONLY_GOLD)
    found = quality(workspace, now)
    scores = {one.worker_id: (one.passed.count, one.passed.trials) for one in found.gold}
    assert scores == {"careful": (1, 1), "hasty": (0, 1)}
    assert found.texts == 6
    skills = {one.worker_id: one for one in found.skills}
    assert skills["careful"].skill > skills["hasty"].skill
    assert skills["hasty"].gold == 1
