"""Decode wav, flac, mp3 and Ogg Vorbis with libsndfile, in blocks."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import soundfile  # type: ignore[import-untyped]  # it has no stubs

from pipeline.collect.measuring.measures import BLOCK_FRAMES, SampleBlock
from pipeline.io.audio.decode import DecodeError, Decoding
from pipeline.io.containers.source import SourceFile

# libsndfile hands floats out as integers without scaling, so these are read as floats.
_FLOATING = ("FLOAT", "DOUBLE", "VORBIS", "OPUS", "MPEG_LAYER_I", "MPEG_LAYER_II", "MPEG_LAYER_III")
_MOST_FRAMES = 1 << 60  # what libsndfile says where it does not know


class _SoundFile:
    def __init__(self, opened: soundfile.SoundFile) -> None:
        self._opened = opened
        self.codec = opened.subtype.lower()
        self.channels = opened.channels
        self.sample_rate_hz = opened.samplerate
        self.declared_frames = opened.frames if 0 <= opened.frames < _MOST_FRAMES else None

    def blocks(self) -> Iterator[SampleBlock]:
        kind = np.float32 if self._opened.subtype in _FLOATING else np.int32
        length = BLOCK_FRAMES
        if self.declared_frames is not None:
            length = min(length, self.declared_frames)
        buffer = np.empty((max(1, length), self.channels), kind)
        while True:
            try:
                block = self._opened.read(out=buffer)
            except (soundfile.SoundFileError, ValueError) as error:
                raise DecodeError(str(error)) from error
            if len(block):
                yield block
            if len(block) < BLOCK_FRAMES:
                return


@contextmanager
def open_soundfile(file: SourceFile) -> Iterator[Decoding]:
    """Open a file object with libsndfile.

    Args:
        file: Binary, seekable, at its start; stays open.

    Yields:
        The opened recording.

    Raises:
        DecodeError: libsndfile cannot open it.
    """
    try:
        opened = soundfile.SoundFile(file)
    except (soundfile.SoundFileError, ValueError, TypeError) as error:
        raise DecodeError(str(getattr(error, "error_string", error))) from error
    with opened:
        yield _SoundFile(opened)
