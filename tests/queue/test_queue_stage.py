"""Queueing for people, out of a workspace: order, turns, blind and planted copies, why."""

from datetime import timedelta

import pytest

from pipeline.io.workspace import Workspace, init_workspace
from pipeline.review.assigning.attention_checks import fails_attention_check
from pipeline.stages.reviewing.enqueue import queue_for_people


@pytest.fixture
def place_with(tmp_path, row_of, now):
    """A workspace with settings and utterances (name, text, probability, accents)."""
    opened = []

    def place_with(utterances, **review):
        root = tmp_path / f"space{len(opened)}"
        init_workspace(root)
        lines = [f"{key} = {str(value).lower()}" for key, value in review.items()]
        (root / "isogloss.toml").write_text("\n".join(["[review]", *lines]), encoding="utf-8")
        place = Workspace(root)
        opened.append(place)
        with place.store.writing() as transaction:
            for name, text, probability, accents in utterances:
                expires = now + timedelta(days=9)
                transaction.add(
                    "consents",
                    [
                        row_of(
                            "consents", consent_id=f"k{name}", speaker_id=f"s{name}",
                            purposes=["transcription"], expires_at=expires,
                        )
                    ],
                )  # fmt: skip
                transaction.add(
                    "utterances",
                    [
                        row_of(
                            "utterances", utterance_id=name, speaker_id=f"s{name}",
                            consent_id=f"k{name}",
                        )
                    ],
                )  # fmt: skip
                words = [{"word": f" {w}", "probability": probability} for w in text.split()]
                transaction.add(
                    "hypotheses",
                    [
                        row_of(
                            "hypotheses", hypothesis_id=f"h{name}", utterance_id=name, text=text,
                            words=words,
                        )
                    ],
                )  # fmt: skip
                transaction.add(
                    "speaker_accents",
                    [
                        row_of(
                            "speaker_accents", speaker_accent_id=f"{name}{accent}",
                            speaker_id=f"s{name}", accent=accent,
                        )
                        for accent in accents
                    ],
                )  # fmt: skip
        return place

    yield place_with
    for place in opened:
        place.store.close()


def slots(place):
    return place.store.read("assignments").to_dict("records")


def test_in_order_with_reasons_and_turns(place_with, now):
    place = place_with(
        [
            ("sure", "the cat sat", 0.95, ["en-ireland"]),
            ("unsure", "the cat sat", 0.3, []),
            ("grave", "he said suicide", 0.99, ["en-scotland"]),
        ],
        random_share=0.0, blind_share=0.0, planted_share=0.0,
    )  # fmt: skip
    assert queue_for_people(place, now) == 6
    rows = {row["assignment_id"]: row for row in slots(place)}
    first = sorted((r for r in rows.values()), key=lambda r: (r["priority"], r["assignment_id"]))
    assert [row["utterance_id"] for row in first][:3] == ["grave", "grave", "unsure"]
    assert rows["grave:correct:1"]["lane"] == "knows:en-scotland"
    assert rows["grave:correct:2"]["lane"] == "new:en-scotland"
    assert rows["unsure:correct:2"]["lane"] == ""
    why = place.store.read("decisions").set_index("utterance_id")["rule"].to_dict()
    assert why == {"grave": "harmful_self_harm", "sure": "confidence", "unsure": "confidence"}


def test_again_changes_nothing(place_with, now):
    place = place_with([(f"u{n}", f"the cat {n}", n / 9, []) for n in range(9)])
    queue_for_people(place, now)
    before = place.store.read("assignments")
    assert queue_for_people(place, now + timedelta(hours=1)) == 0
    assert place.store.read("assignments").equals(before)


def test_grave_words_get_two_listeners_even_where_one_is_the_rule(place_with, now):
    place = place_with(
        [("plain", "the cat", 0.5, []), ("grave", "an overdose", 0.9, [])], listeners=1
    )
    assert queue_for_people(place, now) == 3
    assert queue_for_people(place, now) == 0


def test_the_neediest_group_first_among_equals(place_with, now, row_of):
    place = place_with(
        [
            ("a1", "the cat", 0.55, ["en-ireland"]),
            ("b1", "the cat", 0.55, ["en-scotland"]),
            ("c1", "the cat", 0.55, ["en-ireland"]),
        ],
        random_share=0.0,
    )
    with place.store.writing() as transaction:
        transaction.add("references", [row_of("references", utterance_id="a1", text="the cat")])
    queue_for_people(place, now)
    at = {row["utterance_id"]: row["priority"] for row in slots(place)}
    assert "a1" not in at
    assert at["b1"] < at["c1"]


SAID = "turn the letter over and read it aloud to the others"


def test_shares_of_blind_and_planted_copies(place_with, now):
    texts = [SAID, SAID.replace("letter", "ladder"), SAID.replace("others", "mothers")]
    place = place_with(
        [(f"u{n:03d}", texts[n % 3], 0.8, []) for n in range(300)],
        blind_share=0.3, planted_share=0.1,
    )  # fmt: skip
    queue_for_people(place, now)
    rows = slots(place)
    blind = [row for row in rows if row["blind"]]
    planted = [row for row in rows if row["planted_text"] is not None]
    # 600 draws each: more than five standard deviations to either side.
    assert 0.2 < len(blind) / len(rows) < 0.4
    assert 0.03 < len(planted) / len(rows) < 0.13
    assert not any(row["blind"] for row in planted)
    names = [row["utterance_id"] for row in planted]
    assert len(names) == len(set(names)), "never in both copies"
    originals = place.store.read("hypotheses").set_index("utterance_id")["text"]
    for row in planted:
        shown = row["planted_text"]
        assert fails_attention_check(originals[row["utterance_id"]], shown, shown, "basic-1")


def test_nothing_is_planted_for_a_single_listener_or_beside_grave_words(place_with, now):
    alone = place_with(
        [(f"u{n}", SAID, 0.8, []) for n in range(40)], listeners=1, planted_share=0.2
    )
    grave = place_with(
        [(f"u{n}", f"{SAID} suicide", 0.8, []) for n in range(40)], planted_share=0.2
    )
    for place in (alone, grave):
        queue_for_people(place, now)
        assert not any(row["planted_text"] for row in slots(place))


def test_nothing_heard_is_neither_blind_nor_planted(place_with, now):
    place = place_with([(f"u{n}", "", 0.8, []) for n in range(20)], blind_share=1.0)
    queue_for_people(place, now)
    assert not any(row["blind"] for row in slots(place))


def test_two_workspaces_draw_differently(place_with, now):
    drawn = []
    for _ in range(2):
        place = place_with([(f"u{n}", SAID, 0.8, []) for n in range(60)], blind_share=0.5)
        queue_for_people(place, now)
        drawn.append([row["blind"] for row in slots(place)])
    assert drawn[0] != drawn[1]
