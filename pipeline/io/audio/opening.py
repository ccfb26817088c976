"""Open a recording for decoding: what its header declares, held against the limits first.

The declared shape is compared with the limits before anything is allocated, and once more when the
decoder has read the codec's own header.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace

from pipeline.collect.examination import AudioFacts
from pipeline.collect.verdicts import shape_refused
from pipeline.io.audio.decode import DecodeError, Decoding
from pipeline.io.audio.decode_av import open_av
from pipeline.io.audio.decode_soundfile import open_soundfile
from pipeline.io.audio.quiet import native_stderr_silenced
from pipeline.io.containers.header import Header
from pipeline.io.containers.source import Source
from pipeline.io.containers.wav import with_true_sizes
from pipeline.settings import AudioLimits

_MOST_CHANNELS = 8  # whatever settings say: beyond it a header lies, and memory is its aim


def declared_facts(header: Header, size: int) -> AudioFacts:
    """Say of a recording what its container declares, nothing decoded yet.

    Args:
        header: What walking the container found.
        size: Bytes of the file.
    """
    return AudioFacts(
        container=header.container,
        codec=header.codec,
        sample_rate_hz=header.sample_rate_hz,
        channels=header.channels,
        frames=0,
        declared_frames=header.declared_frames,
        duration_s=round(header.least_duration_s, 6),
        size_bytes=size,
    )


def is_refused(facts: AudioFacts, limits: AudioLimits) -> bool:
    """Tell whether a declared shape alone forbids decoding.

    Args:
        facts: Taken from a header; a rate of 0 means that only the decoder can tell the shape.
        limits: The campaign's limits.
    """
    if facts.sample_rate_hz == 0:  # only the decoder can tell; asked again once it is open
        return facts.duration_s > limits.hard_max_duration_s
    return shape_refused(facts, limits) or facts.channels > _MOST_CHANNELS


@contextmanager
def open_decoding(source: Source, header: Header) -> Iterator[Decoding]:
    """Open a recording with the decoder that its header names.

    Args:
        source: The recording.
        header: Of it; `decoder` is not None.

    Yields:
        The opened recording.

    Raises:
        DecodeError: The decoder cannot open it.
    """
    if header.decoder == "av" and header.container != "unknown":
        opened = open_av(source.open(), header.container)
    else:
        mended = with_true_sizes(source) if header.container == "wav" else None
        opened = open_soundfile(source.open() if mended is None else io.BytesIO(mended))
    # libmpg123 writes to stderr of its own accord, also about files in which nothing is wrong.
    hushed = native_stderr_silenced() if header.container == "mp3" else nullcontext()
    with hushed, opened as decoding:
        yield decoding


def opened_facts(facts: AudioFacts, header: Header, decoding: Decoding) -> AudioFacts:
    """Complete the declared facts with what the decoder read in the codec's header.

    Args:
        facts: What the container declares.
        header: Of the same recording.
        decoding: The recording, opened.

    Raises:
        DecodeError: It sees another shape than the container declares.
    """
    seen = (decoding.channels, decoding.sample_rate_hz)
    if 0 in seen:
        raise DecodeError("no channels or no sample rate in the header")
    if header.sample_rate_hz and seen != (header.channels, header.sample_rate_hz):
        raise DecodeError("the header contradicts itself on channels and sample rate")
    declared = facts.declared_frames
    if declared is None and header.container in ("m4a", "webm"):
        declared = decoding.declared_frames
        if header.least_duration_s:
            declared = round(header.least_duration_s * decoding.sample_rate_hz)
    duration_s = facts.duration_s
    if declared is not None and not duration_s:
        duration_s = round(declared / decoding.sample_rate_hz, 6)
    return replace(
        facts,
        codec=facts.codec or decoding.codec,
        channels=decoding.channels,
        sample_rate_hz=decoding.sample_rate_hz,
        declared_frames=declared,
        duration_s=duration_s,
    )
