"""What is known of one recording once it was read: facts, measures, fingerprints, damage.

Plain Python scalars throughout, so that each value goes into JSON and into the store as it is.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["warned", "rejected", "quarantined"]
"""How much a reason weighs: let in with a remark, refused, or set aside as damaged."""

ReasonCode = Literal[
    "unreadable",
    "truncated",
    "corrupt_checksum",
    "non_finite",
    "too_short",
    "too_long",
    "too_many_channels",
    "bad_rate",
    "clipped",
    "silent",
    "low_snr",
    "low_speech",
    "narrow_band",
]
"""The closed vocabulary of what the audio checks can say."""

Value = float | str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a recording was not simply accepted.

    Attributes:
        code: One of `ReasonCode`.
        value: What was found, in the unit of the limit; a sentence where no number says it.
        limit: What was allowed, or None.
        severity: What this reason alone would lead to.
    """

    code: ReasonCode
    value: Value
    limit: Value
    severity: Severity


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """What the container says and what came out of it.

    Attributes:
        container: `wav flac mp3 ogg webm m4a gsm`, or `unknown`.
        codec: The coding inside, as `pcm_16`, `flac`, `mp3`, `vorbis`, `opus`, `aac`; may be "".
        sample_rate_hz: As declared; 0 when unknown.
        channels: As declared; 0 when unknown.
        frames: Samples per channel that were decoded; 0 when nothing was.
        declared_frames: Samples per channel the container promises; None when it promises none.
        duration_s: Seconds decoded or, when nothing was decoded, declared.
        size_bytes: The whole file.
    """

    container: str
    codec: str
    sample_rate_hz: int
    channels: int
    frames: int
    declared_frames: int | None
    duration_s: float
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Measures:
    """Numbers about the sound, all of them plain floats; None where one cannot be told.

    Peaks and clipping look at every channel; everything else at the mean of the channels, for
    that is what the recogniser and the listeners get. Levels are relative to full scale.

    Attributes:
        duration_s: Seconds.
        peak: Largest absolute sample of any channel, full scale 1.0; may pass 1 in float files.
        rms_dbfs: Root mean square, a full-scale square wave being 0; None in digital silence.
        dc_offset: Mean of the samples, full scale 1.0.
        clipped_ratio: Share of samples inside clipped runs (three or more at 0.99 or beyond).
        clipped_runs: How many such runs.
        loudness_lufs: Gated loudness of ITU-R BS.1770-4, of the mean of the channels; below
            400 ms of one ungated block; None where nothing passes the gate at -70.
        speech_ratio: Share of 20 ms frames the voice activity detector calls speech.
        lead_silence_s: Seconds before the first speech frame; the duration where there is none.
        trail_silence_s: Seconds after the last speech frame; the duration where there is none.
        snr_db: Signal over noise; None where there is no signal or no noise to go by.
        digital_silence_ratio: Share of samples in runs of 10 ms or more of exact zeros.
        bandwidth_hz: Upper edge of the highest band within 50 dB of the strongest one.
    """

    duration_s: float
    peak: float
    rms_dbfs: float | None
    dc_offset: float
    clipped_ratio: float
    clipped_runs: int
    loudness_lufs: float | None
    speech_ratio: float
    lead_silence_s: float
    trail_silence_s: float
    snr_db: float | None
    digital_silence_ratio: float
    bandwidth_hz: float | None


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything one reading of a file told us.

    Attributes:
        facts: Container, coding, sizes.
        measures: None when nothing was decoded or the samples are not finite.
        pcm_sha256: Hash of the decoded samples with rate and channels, the same for the same
            samples in any lossless container; "" when nothing was decoded.
        fingerprint: Acoustic fingerprint for `pipeline.collect.duplicates`; b"" when the
            recording is too short or too even to be told from another.
        damage: Reasons that do not depend on limits of taste, all found while reading.
    """

    facts: AudioFacts
    measures: Measures | None
    pcm_sha256: str
    fingerprint: bytes
    damage: tuple[Reason, ...]
