"""What still needs a hypothesis: worked cases and laws."""

from dataclasses import replace

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transcribe.pending import pending
from pipeline.transcribe.recogniser import RecogniserIdentity

WHISPER = RecogniserIdentity("faster-whisper", "tiny.en", "1.2.1", "ab", {"beam_size": 1})
COLUMNS = ["utterance_id", "identity", "failure"]
IDS = st.sampled_from(["u1", "u2", "u3", "u4"])
ANSWERS = st.lists(
    st.tuples(IDS, st.sampled_from([WHISPER.key, "imported"]), st.sampled_from([None, "no"]))
)


def test_nothing_held_leaves_everything() -> None:
    wanted = pd.DataFrame({"utterance_id": ["u2", "u1"]})
    assert pending(wanted, pd.DataFrame(columns=COLUMNS), WHISPER) == ["u2", "u1"]


def test_no_utterances_leave_nothing() -> None:
    held = pd.DataFrame([("u1", WHISPER.key, None)], columns=COLUMNS)
    assert pending(pd.DataFrame(columns=["utterance_id"]), held, WHISPER) == []


def test_every_part_of_the_identity_asks_again() -> None:
    wanted = pd.DataFrame({"utterance_id": ["u1"]})
    held = pd.DataFrame([("u1", WHISPER.key, None)], columns=COLUMNS)
    changed = [
        replace(WHISPER, engine="command"),
        replace(WHISPER, model="base"),
        replace(WHISPER, version="1.3"),
        replace(WHISPER, model_sha256="cd"),
        replace(WHISPER, settings={"beam_size": 5}),
    ]
    assert pending(wanted, held, WHISPER) == []
    assert [pending(wanted, held, other) for other in changed] == [["u1"]] * 5
    assert len({other.key for other in changed}) == 5


def test_the_order_of_settings_does_not_change_the_identity() -> None:
    one = replace(WHISPER, settings={"a": 1, "b": "é"})
    assert one.key == replace(WHISPER, settings={"b": "é", "a": 1}).key


@given(st.lists(IDS), ANSWERS)
def test_pending_is_what_has_no_answer_of_this_recogniser(
    ids: list[str], answers: list[tuple[str, str, str | None]]
) -> None:
    wanted = pd.DataFrame({"utterance_id": pd.Series(ids, dtype="str")})
    held = pd.DataFrame(answers, columns=COLUMNS)
    answered = {one for one, key, failure in answers if key == WHISPER.key and failure is None}
    assert pending(wanted, held, WHISPER) == [
        one for one in dict.fromkeys(ids) if one not in answered
    ]
