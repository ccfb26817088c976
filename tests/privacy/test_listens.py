"""`isogloss listens`: a speaker's question, a worker's and a lead's."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from isogloss.main import run
from pipeline.io.workspace import Workspace
from pipeline.stages.rights.listens import count_listens, each_listen
from pipeline.stages.rights.withdraw import withdraw

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def play(place: Workspace, speaker: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "listen_id": f"l{speaker}{number:05}",
        "utterance_id": f"u{number % 3}",
        "speaker_id": place.speaker_id(speaker),
        "worker_id": f"k{number % 2}",
        "purpose": "correct",
        "speed": 1.0,
        "listened_at": NOON + timedelta(minutes=number),
    } | more


def recording(place: Workspace, speaker: str, number: int) -> dict[str, Any]:
    texts = ("container", "codec", "suffix", "device", "environment", "pcm_sha256")
    numbers = ("sample_rate_hz", "channels", "frames", "size_bytes", "duration_s")
    return (
        {
            "utterance_id": f"u{number}",
            "campaign_id": "default",
            "speaker_id": place.speaker_id(speaker),
            "consent_id": "c",
            "source_key": f"k{number}",
            "audio_sha256": f"{number}" * 64,
            "collected_at": NOON,
            "verdict": "accepted",
        }
        | dict.fromkeys(texts, "")
        | dict.fromkeys(numbers, 1)
    )


@pytest.fixture
def listened(workspace: Workspace) -> Workspace:
    """Two speakers: one heard five times by two workers, one never."""
    described = dict.fromkeys(
        ("accent_text", "region_text", "first_language", "gender", "age_band"), ""
    )
    with workspace.store.writing() as transaction:
        transaction.add(
            "speakers",
            [
                {"speaker_id": workspace.speaker_id(name), "created_at": NOON} | described
                for name in ("maria", "nobody heard")
            ],
        )
        transaction.add(
            "workers",
            [{"worker_id": name, "languages": ["en"], "created_at": NOON} for name in ("k0", "k1")],
        )
        transaction.add("utterances", [recording(workspace, "maria", n) for n in range(3)])
        transaction.add("listens", [play(workspace, "maria", number) for number in range(4)])
        transaction.add("listens", [play(workspace, "maria", 4, purpose="adjudicate", speed=0.5)])
    return workspace


def call(place: Workspace, capsys: Any, *arguments: str) -> tuple[int, str, str]:
    code = run(["listens", *arguments, "--workspace", str(place.root)])
    out, err = capsys.readouterr()
    return code, out, err


def test_who_heard_a_speaker(listened: Workspace, capsys: Any) -> None:
    code, out, err = call(listened, capsys, "--speaker", "maria")
    assert (code, err) == (0, "")
    told = out.splitlines()
    assert told[0] == ("2026-03-01 12:00:00 UTC  u0  by worker k0  to correct  at 1 of the speed")
    assert told[4] == (
        "2026-03-01 12:04:00 UTC  u1  by worker k0  to adjudicate  at 0.5 of the speed"
    )
    assert told[5] == "5 plays of 3 recordings by 2 workers (adjudicate 1, correct 4)"
    assert told[6].startswith("plays by workers only: making a bleeped copy is none")
    assert "maria" not in out


def test_as_json(listened: Workspace, capsys: Any) -> None:
    _, out, _ = call(listened, capsys, "--speaker", "maria", "--json")
    told = json.loads(out)
    assert (told["plays"], told["recordings"], told["workers"]) == (5, 3, 2)
    assert told["purposes"] == {"adjudicate": 1, "correct": 4}
    assert len(told["listens"]) == 5
    assert told["listens"][4] == {
        "listened_at": "2026-03-01T12:04:00+00:00",
        "utterance": "u1",
        "worker": "k0",
        "purpose": "adjudicate",
        "speed": 0.5,
    }
    assert told["erased_at"] is None
    assert told["id"] == listened.speaker_id("maria")


def test_a_speaker_nobody_heard(listened: Workspace, capsys: Any) -> None:
    _, out, _ = call(listened, capsys, "--speaker", "nobody heard")
    assert out.splitlines()[0] == "0 plays of 0 recordings by 0 workers"
    _, out, _ = call(listened, capsys, "--speaker", "nobody heard", "--json")
    assert json.loads(out)["listens"] == []


def test_what_a_worker_heard(listened: Workspace, capsys: Any) -> None:
    _, out, _ = call(listened, capsys, "--worker", "k1")
    assert out.splitlines()[2] == "2 plays of 2 recordings by 1 worker (correct 2)"


def test_who_heard_a_recording(
    collected: Workspace, utterance: Callable[[str], dict[str, Any]], capsys: Any
) -> None:
    row = utterance(".wav")
    one = play(collected, "x", 1, utterance_id=row["utterance_id"], speaker_id=row["speaker_id"])
    with collected.store.writing() as transaction:
        transaction.add("listens", [one])
    _, out, _ = call(collected, capsys, "--utterance", row["utterance_id"])
    assert out.splitlines()[1] == "1 play of 1 recording by 1 worker (correct 1)"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("speaker", "isogloss: no speaker 'nina'; expected a speaker's id as the manifest has it."),
        ("worker", "isogloss: no worker 'nina'; expected the id of somebody who corrects here."),
        ("utterance", "isogloss: no utterance 'nina'; expected an utterance's id."),
    ],
)
def test_names_nobody_knows(listened: Workspace, capsys: Any, asked: str, message: str) -> None:
    code, out, err = call(listened, capsys, f"--{asked}", "nina")
    assert (code, out) == (1, "")
    assert err.startswith(message)
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [[], ["--speaker", "maria", "--worker", "k1"]])
def test_one_question_at_a_time(listened: Workspace, capsys: Any, arguments: list[str]) -> None:
    assert call(listened, capsys, *arguments)[0] == 2


def test_after_a_withdrawal(listened: Workspace, capsys: Any) -> None:
    later = NOON + timedelta(days=3)
    withdraw(listened, "maria", later)
    code, out, _ = call(listened, capsys, "--speaker", "maria")
    assert code == 0
    assert out == (
        "this speaker withdrew: on 2026-03-04 12:00:00 UTC every recording, text and play of "
        "theirs was erased; nothing about them can be told any more\n"
    )
    _, out, _ = call(listened, capsys, "--speaker", "maria", "--json")
    told = json.loads(out)
    assert (told["erased_at"], told["plays"]) == ("2026-03-04T12:00:00+00:00", 0)


def test_a_long_list_comes_piece_by_piece(listened: Workspace) -> None:
    with listened.store.writing() as transaction:
        transaction.add("listens", [play(listened, "maria", number) for number in range(5, 5_005)])
    found = count_listens(listened, "speaker", "maria")
    plays = each_listen(listened, found)
    first = next(plays)
    rest = list(plays)
    assert (found.plays, len(rest)) == (5_005, 5_004)
    times = [first.listened_at, *(one.listened_at for one in rest)]
    assert times == sorted(times)
    assert all(time.tzinfo is not None for time in times)
