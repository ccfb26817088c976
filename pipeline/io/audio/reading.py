"""Read recordings: examine one for intake, and hand one to the recogniser or a player.

What a file is, is told by its bytes. Its structure is walked first, its declared shape is held
against the limits before anything is allocated, and then it is decoded once, in blocks, through
one pass that measures, hashes and compares. Whatever is wrong with a file comes back as reasons;
only a failing disk raises.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any, BinaryIO

import numpy as np
import soxr  # type: ignore[import-untyped]  # it has no stubs
from numpy.typing import NDArray

from pipeline.collect.examination import AudioFacts, Examination, Reason
from pipeline.collect.fingerprint import fingerprint
from pipeline.collect.measures import Meter
from pipeline.collect.pcm import PcmHash
from pipeline.collect.verdicts import shape_refused
from pipeline.errors import AudioError
from pipeline.io.audio.damage import FlacChecksum, explain_flac_failure, frames_lost
from pipeline.io.audio.decode import DecodeError, Decoding
from pipeline.io.audio.decode_av import open_av
from pipeline.io.audio.decode_soundfile import open_soundfile
from pipeline.io.audio.quiet import native_stderr_silenced
from pipeline.io.containers.header import Header, damaged
from pipeline.io.containers.inspect import memory_for, read_header
from pipeline.io.containers.source import Source
from pipeline.io.containers.wav import with_true_sizes
from pipeline.settings import AudioLimits

RECOGNISER_RATE_HZ = 16_000
_MOST_CHANNELS = 8  # whatever settings say: beyond it a header lies, and memory is its aim


def examine(stream: BinaryIO, *, limits: AudioLimits, name_hint: str = "") -> Examination:
    """Check and measure one recording; decode it once.

    Args:
        stream: Open for reading in binary and seekable; stays open.
        limits: What is refused by its declared shape is never decoded.
        name_hint: A file name or suffix. It matters for raw GSM alone, which has no header.

    Returns:
        What was found. Give it to `pipeline.collect.verdicts.judge` for a verdict.

    Raises:
        OSError: The file cannot be read; that says nothing about the recording.

    Example:
        >>> found = examine(io.BytesIO(b"Dear team, here is my voice."), limits=AudioLimits())
        >>> found.damage[0].code, found.damage[0].value
        ('unreadable', 'neither sound nor a container we read')
    """
    source = Source(stream, memory_for(limits))
    header = read_header(source, limits, name_hint)
    facts = _declared_facts(header, source.size)
    if header.decoder is None or _refused(facts, limits):
        return Examination(facts, None, "", b"", header.damage)
    examination = _decode(source, header, facts, limits)
    source.check()
    return examination


def read_mono(
    stream: BinaryIO,
    *,
    rate_hz: int = RECOGNISER_RATE_HZ,
    limits: AudioLimits,
    name_hint: str = "",
) -> NDArray[np.float32]:
    """Decode a recording to the mean of its channels at one rate.

    Args:
        stream: Open for reading in binary and seekable; stays open.
        rate_hz: Wanted samples per second.
        limits: Beyond their hard duration, channels and rates nothing is decoded.
        name_hint: As in `examine`.

    Returns:
        float32, full scale 1.0, one dimension. Of a damaged recording, what can be had.

    Raises:
        AudioError: There is no sound to be had, or more than the limits allow.
        OSError: The file cannot be read.
    """
    with _decoding(stream, limits, name_hint) as decoding:
        return _mono(decoding, rate_hz, limits)


def read_frames(
    stream: BinaryIO, *, limits: AudioLimits, name_hint: str = ""
) -> tuple[NDArray[Any], int]:
    """Decode a recording as it is: its own rate, its own channels, its own samples.

    Args:
        stream: Open for reading in binary and seekable; stays open.
        limits: As in `read_mono`.
        name_hint: As in `examine`.

    Returns:
        Frames by channels, int32 left-justified or float32 with full scale 1.0; and the rate.

    Raises:
        AudioError: There is no sound to be had, or more than the limits allow.
        OSError: The file cannot be read.
    """
    with _decoding(stream, limits, name_hint) as decoding:
        blocks = [block.copy() for block in _until_too_long(decoding, limits)]
        return np.concatenate(blocks), decoding.sample_rate_hz


@contextmanager
def _decoding(stream: BinaryIO, limits: AudioLimits, name_hint: str) -> Iterator[Decoding]:
    """A recording opened for the ears, within the limits, the decoder's failures translated."""
    source = Source(stream, memory_for(limits))
    header = read_header(source, limits, name_hint)
    facts = _declared_facts(header, source.size)
    if header.decoder is None or _refused(facts, limits):
        raise _unplayable(header)
    try:
        with _open(source, header) as decoding:
            if _refused(_opened_facts(facts, header, decoding), limits):
                raise _unplayable(header)
            yield decoding
    except DecodeError as error:
        raise _unplayable(header) from error
    finally:
        source.check()


def _until_too_long(decoding: Decoding, limits: AudioLimits) -> Iterator[NDArray[Any]]:
    """The blocks up to the hard limit; of a damaged recording, those that can be had.

    Raises:
        DecodeError: There is none.
    """
    left = int(limits.hard_max_duration_s * decoding.sample_rate_hz)
    had_any = False
    try:
        for block in decoding.blocks():
            yield block
            had_any = True
            left -= len(block)
            if left <= 0:
                return
    except DecodeError:
        if not had_any:
            raise
    if not had_any:
        raise DecodeError("there is no sound in it")


def encode_wav(sound: NDArray[np.float32], rate_hz: int) -> bytes:
    """A wav file of 16-bit samples, for a player or a page.

    Args:
        sound: float32, one dimension, full scale 1.0; what is beyond is cut off.
        rate_hz: Samples per second.

    Returns:
        Header and samples.

    Example:
        >>> len(encode_wav(np.zeros(8, np.float32), 16_000))
        60
    """
    scaled = np.rint(np.clip(sound, -1.0, 1.0 - 2**-15) * 32_768.0)
    samples: bytes = scaled.astype("<i2").tobytes()
    form = struct.pack("<IHHIIHH", 16, 1, 1, rate_hz, 2 * rate_hz, 2, 16)
    size = struct.pack("<I", 36 + len(samples))
    data = b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + size + b"WAVEfmt " + form + data


def _declared_facts(header: Header, size: int) -> AudioFacts:
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


def _refused(facts: AudioFacts, limits: AudioLimits) -> bool:
    if facts.sample_rate_hz == 0:  # only the decoder can tell; asked again once it is open
        return facts.duration_s > limits.hard_max_duration_s
    return shape_refused(facts, limits) or facts.channels > _MOST_CHANNELS


@contextmanager
def _open(source: Source, header: Header) -> Iterator[Decoding]:
    if header.decoder == "av" and header.container != "unknown":
        opened = open_av(source.open(), header.container)
    else:
        mended = with_true_sizes(source) if header.container == "wav" else None
        opened = open_soundfile(source.open() if mended is None else io.BytesIO(mended))
    # libmpg123 writes to stderr of its own accord, also about files in which nothing is wrong.
    hushed = native_stderr_silenced() if header.container == "mp3" else nullcontext()
    with hushed, opened as decoding:
        yield decoding


def _opened_facts(facts: AudioFacts, header: Header, decoding: Decoding) -> AudioFacts:
    """The facts once the decoder has read the codec's header, too.

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


def _decode(source: Source, header: Header, facts: AudioFacts, limits: AudioLimits) -> Examination:
    listener: _Listener | None = None
    failure = ""
    try:
        with _open(source, header) as decoding:
            facts = _opened_facts(facts, header, decoding)
            if _refused(facts, limits):
                return Examination(facts, None, "", b"", header.damage)
            listener = _Listener(header, facts, limits)
            listener.take(decoding.blocks())
    except DecodeError as error:
        failure = str(error) or "it gave no reason"
    if listener is None or not listener.meter.frames:
        damage = header.damage or _why_nothing(source, header, failure)
        return Examination(replace(facts, duration_s=0.0), None, "", b"", damage)
    return listener.examination(source, failure)


def _why_nothing(source: Source, header: Header, failure: str) -> tuple[Reason, ...]:
    if failure and header.container == "flac":
        return (explain_flac_failure(source, 0),)
    if failure:
        return (damaged("unreadable", f"the decoder gave up: {failure}"),)
    return ()


class _Listener:
    """Takes the blocks of one recording and says what they hold."""

    def __init__(self, header: Header, facts: AudioFacts, limits: AudioLimits) -> None:
        self.meter = Meter(facts.sample_rate_hz, facts.channels)
        self._pcm = PcmHash(facts.sample_rate_hz, facts.channels)
        self._flac = FlacChecksum(header)
        self._header = header
        self._facts = facts
        self._most_frames = int(limits.hard_max_duration_s * facts.sample_rate_hz)

    @property
    def _is_too_long(self) -> bool:
        return self.meter.frames > self._most_frames

    def take(self, blocks: Iterator[NDArray[Any]]) -> None:
        """Listen until the end, or until it is longer than anything allowed."""
        for block in blocks:
            whole = self.meter.add(block)
            self._pcm.add(whole, self.meter.high, self.meter.low_bits)
            self._flac.add(whole, self.meter.high)
            if self._is_too_long:
                return

    def examination(self, source: Source, failure: str) -> Examination:
        frames = self.meter.frames
        facts = replace(
            self._facts, frames=frames, duration_s=round(frames / self._facts.sample_rate_hz, 6)
        )
        if self._is_too_long:
            return Examination(facts, None, "", b"", self._header.damage)
        damage = self._damage(source, facts, failure)
        if not self.meter.finite:
            damage += (damaged("non_finite", "samples that are no numbers"),)
            return Examination(facts, None, "", b"", damage)
        return Examination(
            facts,
            self.meter.measures(),
            self._pcm.hexdigest(),
            fingerprint(self.meter.narrow()),
            damage,
        )

    def _damage(self, source: Source, facts: AudioFacts, failure: str) -> tuple[Reason, ...]:
        if self._header.damage:  # what the decoder met is a consequence of it
            return self._header.damage
        if failure and self._header.container == "flac":
            return (explain_flac_failure(source, facts.frames),)
        if failure:
            return (
                damaged(
                    "unreadable", f"the decoder gave up after {facts.frames} frames: {failure}"
                ),
            )
        lost = frames_lost(self._header, facts)
        if lost is not None:
            return (lost,)
        if self._flac.differs():
            return (damaged("corrupt_checksum", "the MD5 in the header is of other samples"),)
        return ()


def _mono(decoding: Decoding, rate_hz: int, limits: AudioLimits) -> NDArray[np.float32]:
    parts: list[NDArray[np.float32]] = []
    for block in _until_too_long(decoding, limits):
        scale = 1.0 if block.dtype == np.float32 else 2.0**-31
        parts.append((block.mean(axis=1, dtype=np.float64) * scale).astype(np.float32))
    sound = np.concatenate(parts)
    if decoding.sample_rate_hz == rate_hz:
        return sound
    resampled: NDArray[np.float32] = soxr.resample(
        sound, decoding.sample_rate_hz, rate_hz, quality="HQ"
    )
    return resampled


def _unplayable(header: Header) -> AudioError:
    found = header.damage[0].value if header.damage else "more of it than the limits allow"
    return AudioError(
        f"this recording cannot be decoded ({found})",
        expected="a recording the checks accepted",
        remedy="`isogloss explain UTTERANCE` tells what was found when it was collected.",
    )
