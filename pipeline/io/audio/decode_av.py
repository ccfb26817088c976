"""Decode what libsndfile does not (opus, webm, m4a, gsm, endless flac) with FFmpeg's libraries.

They are given an open file object, never a path.

The demuxer is always named, never probed: among the formats FFmpeg would recognise are playlists
that open other files and addresses.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.container import InputContainer

from pipeline.collect.measuring.measures import BLOCK_FRAMES, SampleBlock
from pipeline.io.audio.decode import DecodeError, Decoding
from pipeline.io.containers.header import Kind
from pipeline.io.containers.source import SourceFile

_DEMUXERS: dict[Kind, str] = {
    "ogg": "ogg",
    "webm": "matroska",
    "m4a": "mov",
    "gsm": "gsm",
    "flac": "flac",
}


class _TagOptions(TypedDict, total=False):
    metadata_errors: str


_GSM_RATE_HZ = "8000"
# Tags that are no UTF-8 are no reason to refuse a recording. PyAV 19, which Python 3.12 and later
# get, takes them as they are and has no such option any more.
_PYAV_TAKES_ANY_TAGS = 19
_ANY_TAGS: _TagOptions = (
    {}
    if int(av.__version__.split(".")[0]) >= _PYAV_TAKES_ANY_TAGS
    else {"metadata_errors": "ignore"}
)


class _Container:
    def __init__(self, container: InputContainer) -> None:
        self._container = container
        stream = container.streams.audio[0]
        context = stream.codec_context
        if context is None:
            raise DecodeError("no decoder for what is in it")
        self.codec = str(context.name).removeprefix("lib")
        self.channels = int(context.channels)
        self.sample_rate_hz = int(context.sample_rate or 0)
        self.declared_frames = None
        if stream.duration is not None and stream.time_base is not None:
            frames = round(stream.duration * stream.time_base * self.sample_rate_hz)
            self.declared_frames = frames if frames > 0 else None

    def blocks(self) -> Iterator[SampleBlock]:
        waiting: list[SampleBlock] = []
        held = 0
        for samples in self._frames():
            waiting.append(samples)
            held += len(samples)
            while held >= BLOCK_FRAMES:
                joined = np.concatenate(waiting)
                yield joined[:BLOCK_FRAMES]
                waiting = [joined[BLOCK_FRAMES:]]
                held = len(waiting[0])
        if held:
            yield np.concatenate(waiting)

    def _frames(self) -> Iterator[SampleBlock]:
        try:
            for frame in self._container.decode(audio=0):
                if frame.sample_rate != self.sample_rate_hz:
                    raise DecodeError("the sample rate changes on the way")
                yield self._samples(frame)
        except (av.FFmpegError, ValueError) as error:
            raise DecodeError(str(error)) from error

    def _samples(self, frame: AudioFrame) -> SampleBlock:
        """Give the samples of a frame as frames by channels, int32 left-justified or float32."""
        if len(frame.layout.channels) != self.channels:
            raise DecodeError("the number of channels changes on the way")
        raw = frame.to_ndarray()
        samples = raw.T if frame.format.is_planar else raw.reshape(-1, self.channels)
        if samples.dtype.kind == "f":
            return np.ascontiguousarray(samples, np.float32)
        if samples.dtype == np.uint8:
            return (np.ascontiguousarray(samples, np.int32) - 128) << 24
        return np.ascontiguousarray(samples, np.int32) << (32 - 8 * samples.dtype.itemsize)


@contextmanager
def open_av(file: SourceFile, kind: Kind) -> Iterator[Decoding]:
    """Open a file object with FFmpeg's libraries.

    Args:
        file: Binary, seekable, at its start; stays open.
        kind: The container, which names the demuxer.

    Yields:
        The opened recording; its first audio stream.

    Raises:
        DecodeError: It cannot be opened, or no sound we can decode is in it.
    """
    options = {"sample_rate": _GSM_RATE_HZ} if kind == "gsm" else {}
    try:
        container = av.open(file, "r", format=_DEMUXERS[kind], options=options, **_ANY_TAGS)
    except (av.FFmpegError, ValueError) as error:
        raise DecodeError(str(error)) from error
    with container:
        if not container.streams.audio:
            raise DecodeError("there is no sound in it")
        yield _Container(container)
