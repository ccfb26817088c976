"""Flip bytes and cut: whatever comes, `examine` answers, in bounded time and memory."""

import random
import resource

import pytest

from pipeline.collect.verdicts import judge
from pipeline.settings import AudioLimits

LIMITS = AudioLimits()
KINDS = ("wav", "wav24", "float", "flac", "mp3", "ogg", "opus", "webm", "live.webm", "m4a", "gsm")
ROUNDS = 60


@pytest.fixture(scope="module")
def originals(voice, encode):
    files = {kind: encode(kind, voice(1.2, 16_000), 16_000) for kind in KINDS}
    return {kind: [data] for kind, data in files.items()}


@pytest.fixture(scope="module", autouse=True)
def real_files(originals):
    from pathlib import Path

    folder = Path(__file__).parents[2].parent / "shared" / "data"
    for path in (*sorted(folder.glob("fsdd/*_theo_0.wav"))[:3],
                 *sorted(folder.glob("german-accents/*.mp3"))[:1],
                 *sorted(folder.glob("french-prompts/fr-FR/*.gsm"))[:2]):  # fmt: skip
        originals[path.suffix[1:]].append(path.read_bytes())


def damaged(data, rng):
    broken = bytearray(data)
    how = rng.choice(["one bit", "bytes", "header", "cut", "hole", "doubled"])
    if how == "one bit":
        broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
    elif how == "bytes":
        for _ in range(rng.randrange(2, 50)):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
    elif how == "header":
        for _ in range(rng.randrange(1, 6)):
            broken[rng.randrange(min(120, len(broken)))] = rng.choice([0, 1, 127, 128, 255])
    elif how == "cut":
        del broken[rng.randrange(len(broken)) :]
    else:
        start = rng.randrange(len(broken))
        piece = broken[start : start + rng.randrange(1, 400)]
        broken[start : start + len(piece)] = piece * 2 if how == "doubled" else b""
    return how, bytes(broken)


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_an_answer_never_an_exception(originals, look, kind):
    rng = random.Random(f"isogloss {kind}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for turn in range(ROUNDS):
        data = originals[kind][turn % len(originals[kind])]
        how, broken = damaged(data, rng)
        found = look(broken, kind)
        verdict = judge(found, LIMITS)
        assert verdict.verdict in ("accepted", "warned", "rejected", "quarantined")
        assert (verdict.verdict == "accepted") == (not verdict.reasons)
        if how == "cut" and not (kind == "gsm" and len(broken) % 33 == 0):
            assert found.damage, f"a {kind} cut to {len(broken)} of {len(data)} bytes passed"
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_mb < 200
