"""Examine a recording for intake: one decode, one pass that measures, hashes and compares.

What a file is, is told by its bytes. Its structure is walked first, its declared shape is held
against the limits before anything is allocated, and then it is decoded once, in blocks. Whatever is
wrong with a file comes back as reasons; only a failing disk raises.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from pipeline.collect.examination import AudioFacts, Examination, Reason
from pipeline.collect.measuring.fingerprint import fingerprint
from pipeline.collect.measuring.measures import Meter, SampleBlock
from pipeline.collect.measuring.pcm import PcmHash
from pipeline.io.audio.damage import FlacChecksum, explain_flac_failure, frames_lost
from pipeline.io.audio.decode import DecodeError
from pipeline.io.audio.opening import declared_facts, is_refused, open_decoding, opened_facts
from pipeline.io.containers.header import Header, damaged
from pipeline.io.containers.inspect import memory_for, read_header
from pipeline.io.containers.source import Source
from pipeline.settings import AudioLimits


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
        >>> import io
        >>> found = examine(io.BytesIO(b"Dear team, here is my voice."), limits=AudioLimits())
        >>> found.damage[0].code, found.damage[0].value
        ('unreadable', 'neither sound nor a container we read')
    """
    source = Source(stream, memory_for(limits))
    header = read_header(source, limits, name_hint)
    facts = declared_facts(header, source.size)
    if header.decoder is None or is_refused(facts, limits):
        return Examination(facts, None, "", b"", header.damage)
    examination = _decode(source, header, facts, limits)
    source.check()
    return examination


def _decode(source: Source, header: Header, facts: AudioFacts, limits: AudioLimits) -> Examination:
    listener: _Listener | None = None
    failure = ""
    try:
        with open_decoding(source, header) as decoding:
            facts = opened_facts(facts, header, decoding)
            if is_refused(facts, limits):
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

    def take(self, blocks: Iterator[SampleBlock]) -> None:
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
