"""Real recordings: nobody's voice is thrown out, copies are found, takes are not."""

from collections import Counter, defaultdict

import pytest

from pipeline.collect.duplicates import ComparedSound, SoundIndex, find_duplicates
from pipeline.collect.verdicts import judge
from pipeline.io.audio.examining import examine
from pipeline.settings import AudioLimits

pytestmark = pytest.mark.real
LIMITS = AudioLimits()


def look_at(path):
    with path.open("rb") as stream:
        return examine(stream, limits=LIMITS, name_hint=path.name)


@pytest.fixture(scope="module")
def digits(shared):
    return {path.stem: look_at(path) for path in sorted((shared / "fsdd").glob("*.wav"))}


def test_no_default_throws_one_voice_out(digits):
    verdicts, reasons = defaultdict(Counter), Counter()
    for name, found in digits.items():
        verdict = judge(found, LIMITS)
        verdicts[name.split("_")[1]][verdict.verdict] += 1
        reasons.update((r.code, r.severity) for r in verdict.reasons)
    assert len(verdicts) == 6
    for counts in verdicts.values():
        assert counts["accepted"] + counts["warned"] == 50
    # What remains is a remark on clips below 0.3 s, which DESIGN section 5 wants.
    assert set(reasons) == {("too_short", "warned")}


def test_no_take_is_taken_for_another(digits):
    sounds = [ComparedSound(name, e.pcm_sha256, e.fingerprint) for name, e in digits.items()]
    assert find_duplicates(sounds, SoundIndex([])) == []


def test_mp3_and_wav_of_a_crowd_clip_are_the_same_speech(shared):
    folder = shared / "german-accents"
    known = [(path.stem, look_at(path)) for path in sorted(folder.glob("*.wav"))]
    copies = [(path.stem, look_at(path)) for path in sorted(folder.glob("*.mp3"))]
    index = SoundIndex([ComparedSound(n, e.pcm_sha256, e.fingerprint) for n, e in known])
    found = find_duplicates(
        [ComparedSound(n, e.pcm_sha256, e.fingerprint) for n, e in copies], index
    )
    assert [(d.utterance_id, d.of) for d in found] == [(n, n) for n, _ in copies]
    assert len(found) == 6
    assert find_duplicates([ComparedSound(n, e.pcm_sha256, e.fingerprint) for n, e in known],
                           SoundIndex([])) == []  # fmt: skip


@pytest.mark.parametrize("kind", ["mp3", "ogg", "opus", "webm"])
def test_lossy_copies_of_digits_of_a_second_are_found(digits, shared, encode, look, kind):
    import soundfile

    long = [name for name, e in digits.items() if e.facts.duration_s >= 1]
    assert long
    index = SoundIndex([ComparedSound(n, e.pcm_sha256, e.fingerprint) for n, e in digits.items()])
    copies = []
    for name in long:
        sound, rate_hz = soundfile.read(shared / "fsdd" / f"{name}.wav", dtype="float32")
        if kind in ("opus", "webm"):
            import soxr

            sound, rate_hz = soxr.resample(sound, rate_hz, 48_000), 48_000
        e = look(encode(kind, sound, rate_hz))
        assert e.fingerprint, "a second of speech has a fingerprint"
        copies.append(ComparedSound(name + kind, e.pcm_sha256, e.fingerprint))
    assert [d.of for d in find_duplicates(copies, index)] == long


def test_two_french_accents_in_wav_and_gsm(shared):
    verdicts = Counter()
    for path in sorted((shared / "french-prompts").rglob("*.*")):
        if path.suffix in (".wav", ".gsm"):
            verdicts[path.suffix, judge(look_at(path), LIMITS).verdict] += 1
    assert {verdict for _, verdict in verdicts} <= {"accepted", "warned"}
    assert verdicts[".wav", "accepted"] == 70
    assert verdicts[".gsm", "accepted"] >= 60
