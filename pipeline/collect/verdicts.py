"""From what was found in a recording to a verdict on it: limits in, reasons out, nothing else.

The verdict is the worst of its reasons. Damage comes with the examination; everything that
depends on a limit is decided here, so that new limits can be tried on old measures without
reading a file again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.collect.examination import AudioFacts, Examination, Measures, Reason
from pipeline.settings import AudioLimits

VerdictName = Literal["accepted", "warned", "rejected", "quarantined"]

_WEIGHT: dict[VerdictName, int] = {"accepted": 0, "warned": 1, "rejected": 2, "quarantined": 3}


@dataclass(frozen=True, slots=True)
class AudioVerdict:
    """What becomes of a recording, and why.

    Attributes:
        verdict: `accepted`, `warned` (in, with a remark), `rejected` (a limit missed) or
            `quarantined` (damaged or unreadable; its bytes are kept).
        reasons: Worst first; empty when accepted.
    """

    verdict: VerdictName
    reasons: tuple[Reason, ...]


def judge(examination: Examination, limits: AudioLimits) -> AudioVerdict:
    """Hold one recording against the limits.

    Args:
        examination: What reading the file gave.
        limits: The campaign's limits.

    Returns:
        The verdict with every reason, worst first; reasons of equal weight keep the order in
        which they are found: damage, shape, level, noise, speech, bandwidth.

    Example:
        >>> from pipeline.collect.examination import AudioFacts
        >>> facts = AudioFacts("wav", "pcm_16", 16_000, 1, 800, 800, 0.05, 1644)
        >>> found = judge(Examination(facts, None, "", b"", ()), AudioLimits())
        >>> found.verdict, found.reasons[0].code, found.reasons[0].value, found.reasons[0].limit
        ('rejected', 'too_short', 0.05, 0.1)
    """
    facts = examination.facts
    found = list(examination.damage)
    if facts.sample_rate_hz > 0:  # else the header could not be read, which is damage already
        found += _shape_reasons(facts, limits)
    if examination.measures is not None:
        found += _sound_reasons(examination.measures, limits)
    reasons = tuple(sorted(found, key=lambda reason: -_WEIGHT[reason.severity]))
    return AudioVerdict(reasons[0].severity if reasons else "accepted", reasons)


def shape_refused(facts: AudioFacts, limits: AudioLimits) -> bool:
    """Tell whether the declared shape alone forbids decoding: what comes out would not be wanted.

    Args:
        facts: Taken from the header, nothing decoded yet.
        limits: The campaign's limits.
    """
    return (
        facts.channels > limits.max_channels
        or not limits.min_sample_rate_hz <= facts.sample_rate_hz <= limits.max_sample_rate_hz
        or facts.duration_s > limits.hard_max_duration_s
    )


def _shape_reasons(facts: AudioFacts, limits: AudioLimits) -> Iterator[Reason]:
    rate = facts.sample_rate_hz
    if facts.channels > limits.max_channels:
        yield Reason("too_many_channels", facts.channels, limits.max_channels, "rejected")
    if rate < limits.min_sample_rate_hz:
        yield Reason("bad_rate", rate, limits.min_sample_rate_hz, "rejected")
    elif rate > limits.max_sample_rate_hz:
        yield Reason("bad_rate", rate, limits.max_sample_rate_hz, "rejected")
    elif facts.duration_s > limits.max_duration_s:
        yield Reason("too_long", facts.duration_s, limits.max_duration_s, "rejected")
    elif facts.duration_s < limits.min_duration_s:
        yield Reason("too_short", facts.duration_s, limits.min_duration_s, "rejected")
    elif facts.duration_s < limits.warn_min_duration_s:
        yield Reason("too_short", facts.duration_s, limits.warn_min_duration_s, "warned")


def _sound_reasons(measures: Measures, limits: AudioLimits) -> Iterator[Reason]:
    if measures.peak < limits.silent_peak:
        # Whatever else a silent recording lacks follows from this one reason.
        yield Reason("silent", measures.peak, limits.silent_peak, "rejected")
        return
    if measures.clipped_ratio > limits.max_clipped_ratio:
        yield Reason("clipped", measures.clipped_ratio, limits.max_clipped_ratio, "rejected")
    if measures.snr_db is not None and measures.snr_db < limits.min_snr_db:
        yield Reason("low_snr", measures.snr_db, limits.min_snr_db, "rejected")
    elif measures.snr_db is not None and measures.snr_db < limits.warn_snr_db:
        yield Reason("low_snr", measures.snr_db, limits.warn_snr_db, "warned")
    if measures.speech_ratio < limits.min_speech_ratio:
        yield Reason("low_speech", measures.speech_ratio, limits.min_speech_ratio, "rejected")
    if measures.bandwidth_hz is not None and measures.bandwidth_hz < limits.warn_bandwidth_hz:
        yield Reason("narrow_band", measures.bandwidth_hz, limits.warn_bandwidth_hz, "warned")
