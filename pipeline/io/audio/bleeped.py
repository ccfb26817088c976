"""Derived copies of recordings: spans bleeped, and every other sample kept as it is."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np
import soundfile  # type: ignore[import-untyped]  # it has no stubs

from pipeline.collect.measuring.measures import SampleBlock
from pipeline.io.audio.reading import read_frames
from pipeline.review.showing.bleep import Span, bleep, merged_spans, spare_bits
from pipeline.settings import AudioLimits

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FLAC_SUBTYPES = {16: "PCM_16", 8: "PCM_24"}  # by low bits that are nothing
_FASTEST_FLAC_HZ = 655_350


@dataclass(frozen=True)
class Bleeped:
    """A derived copy of a recording in which spans are bleeped.

    Attributes:
        data: The file's bytes, FLAC or WAV.
        spans: What is bleeped in it, in seconds.
        duration_s: Of the recording as it decodes.
    """

    data: bytes
    spans: tuple[Span, ...]
    duration_s: float


def bleeped_copy(
    stream: BinaryIO,
    spans: Sequence[Span],
    *,
    margin_s: float,
    limits: AudioLimits,
    name_hint: str = "",
) -> Bleeped:
    """Decode a recording, bleep some spans, encode it without loss.

    FLAC for whole numbers of up to 24 bits; WAV of floats or 32 bits for the rest (what lossy
    formats decode to is floats), so that outside the spans the samples are those of the original.

    Args:
        stream: The recording, open for reading in binary and seekable; stays open.
        spans: Seconds from and to.
        margin_s: Added on either side.
        limits: As in `pipeline.io.audio.reading.read_mono`.
        name_hint: As there.

    Raises:
        AudioError: It cannot be decoded.
    """
    samples, rate_hz = read_frames(stream, limits=limits, name_hint=name_hint)
    duration_s = len(samples) / rate_hz
    merged = merged_spans(spans, margin_s, duration_s)
    return Bleeped(_encoded(bleep(samples, rate_hz, merged), rate_hz), merged, duration_s)


def _encoded(samples: SampleBlock, rate_hz: int) -> bytes:
    file = io.BytesIO()
    form, subtype = _format(samples, rate_hz)
    with soundfile.SoundFile(
        file, "w", rate_hz, samples.shape[1], format=form, subtype=subtype
    ) as out:
        out.write(samples)
    return file.getvalue()


def _format(samples: SampleBlock, rate_hz: int) -> tuple[str, str]:
    if samples.dtype != np.int32:
        return "WAV", "FLOAT"
    subtype = _FLAC_SUBTYPES.get(spare_bits(cast("NDArray[np.int32]", samples)))
    if subtype is None or rate_hz > _FASTEST_FLAC_HZ:
        return "WAV", "PCM_32"
    return "FLAC", subtype
