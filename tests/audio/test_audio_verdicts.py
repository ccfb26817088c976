"""Each limit on its own, and the worst reason deciding."""

import dataclasses
import json

import pytest

from pipeline.collect.examination import AudioFacts, Examination, Measures, Reason
from pipeline.collect.verdicts import judge
from pipeline.settings import AudioLimits

LIMITS = AudioLimits()
FACTS = AudioFacts("wav", "pcm_16", 16_000, 1, 32_000, 32_000, 2.0, 64_044)
GOOD = Measures(2.0, 0.5, -25.0, 0.0, 0.0, 0, -23.0, 0.7, 0.2, 0.2, 35.0, 0.0, 7_800.0)


def verdict_on(facts=FACTS, measures=GOOD, damage=(), limits=LIMITS):
    return judge(Examination(facts, measures, "00", b"", tuple(damage)), limits)


def test_a_good_recording_has_no_reasons():
    assert verdict_on().verdict == "accepted"
    assert verdict_on().reasons == ()


@pytest.mark.parametrize(
    ("changes", "code", "severity", "limit"),
    [
        ({"duration_s": 0.09}, "too_short", "rejected", 0.1),
        ({"duration_s": 0.1}, "too_short", "warned", 0.3),
        ({"duration_s": 0.29}, "too_short", "warned", 0.3),
        ({"duration_s": 30.01}, "too_long", "rejected", 30.0),
        ({"channels": 9}, "too_many_channels", "rejected", LIMITS.max_channels),
        ({"sample_rate_hz": 3_999}, "bad_rate", "rejected", 4_000),
        ({"sample_rate_hz": 192_001}, "bad_rate", "rejected", 192_000),
    ],
)
def test_the_shape(changes, code, severity, limit):
    found = verdict_on(dataclasses.replace(FACTS, **changes))
    (reason,) = found.reasons
    assert (reason.code, reason.severity, reason.limit) == (code, severity, limit)
    assert reason.value == next(iter(changes.values()))
    assert found.verdict == severity


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"snr_db": 4.9}, "low_snr", "rejected"),
        ({"snr_db": 5.0}, "low_snr", "warned"),
        ({"snr_db": 14.9}, "low_snr", "warned"),
        ({"speech_ratio": 0.19}, "low_speech", "rejected"),
        ({"clipped_ratio": 0.011}, "clipped", "rejected"),
        ({"bandwidth_hz": 3_399.0}, "narrow_band", "warned"),
        ({"peak": 0.0009}, "silent", "rejected"),
    ],
)
def test_the_sound(changes, code, severity):
    found = verdict_on(measures=dataclasses.replace(GOOD, **changes))
    assert [(r.code, r.severity) for r in found.reasons] == [(code, severity)]


@pytest.mark.parametrize("changes", [{"snr_db": None}, {"bandwidth_hz": None}, {"snr_db": 15.0},
                                     {"speech_ratio": 0.2}, {"clipped_ratio": 0.01}])  # fmt: skip
def test_at_the_limit_or_unknown_is_no_reason(changes):
    assert verdict_on(measures=dataclasses.replace(GOOD, **changes)).verdict == "accepted"


def test_silence_is_one_reason_not_four():
    empty = dataclasses.replace(GOOD, peak=0.0, snr_db=None, speech_ratio=0.0, bandwidth_hz=100.0)
    assert [r.code for r in verdict_on(measures=empty).reasons] == ["silent"]


def test_the_worst_reason_decides_and_stands_first():
    cut = Reason("truncated", "half", None, "quarantined")
    noisy = dataclasses.replace(GOOD, snr_db=9.0, speech_ratio=0.1)
    found = verdict_on(measures=noisy, damage=[cut])
    assert found.verdict == "quarantined"
    assert [r.code for r in found.reasons] == ["truncated", "low_speech", "low_snr"]


def test_all_of_it_goes_into_json(voice, encode, look):
    found = look(encode("wav", voice(1, 16_000), 16_000))
    told = {
        "facts": dataclasses.asdict(found.facts),
        "measures": dataclasses.asdict(found.measures),
        "reasons": [dataclasses.asdict(r) for r in judge(found, LIMITS).reasons],
    }
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    for value in (*told["facts"].values(), *told["measures"].values()):
        assert type(value) in (int, float, str, type(None))
