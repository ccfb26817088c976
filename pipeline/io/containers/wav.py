"""RIFF/WAVE: chunks, and the sizes they claim against the bytes that are there.

Sizes of 0 or near 2^31 or 2^32 in both the RIFF and the data chunk are what a recorder writes
when it cannot seek back (a pipe, a browser): such a file promises no length and is taken as far
as it goes. A data size of 0 beside a RIFF size that means something contradicts itself: the
writer never finished, and the file is set aside.
"""

import struct
from dataclasses import dataclass

from pipeline.collect.examination import Reason
from pipeline.io.containers.header import Header, damaged
from pipeline.io.containers.source import Source

_STREAMED_FROM = 0x7FFF0000
_MOST_CHUNKS = 256
_EXTENSIBLE = 0xFFFE
_FORMAT_BYTES = 16
_CODECS = {2: "ms_adpcm", 6: "alaw", 7: "ulaw", 17: "ima_adpcm", 49: "gsm610", 85: "mp3"}
_LINEAR = {1: "pcm", 3: "float"}


@dataclass(frozen=True, slots=True)
class _Format:
    codec: str
    channels: int
    rate_hz: int
    frame_bytes: int  # 0 where frames are packed into larger blocks
    bytes_per_s: int


@dataclass(frozen=True, slots=True)
class _Chunks:
    form: bytes
    data_at: int  # -1 without a data chunk
    data_size: int
    size_at: int


def inspect(source: Source) -> Header:
    """Read the chunks of a wav file.

    Args:
        source: Starts with RIFF....WAVE.

    Returns:
        The header; `damage` holds `unreadable` for a header nobody can follow and `truncated`
        where bytes are missing.
    """
    chunks = _walk(source)
    riff_size = _size(source.at(4, 4))
    if len(chunks.form) < _FORMAT_BYTES or chunks.data_at < 0:
        return Header("wav", damage=(_no_chunks(source, riff_size, chunks),))
    form = _format(chunks.form)
    damage = _impossible(form) or _losses(source, riff_size, chunks, form)
    there = min(chunks.data_size, source.size - chunks.data_at)
    if _is_streamed(riff_size, chunks.data_size):
        there = source.size - chunks.data_at
    return Header(
        "wav",
        form.codec,
        decoder=None if _impossible(form) or not there else "soundfile",
        channels=form.channels,
        sample_rate_hz=form.rate_hz,
        declared_frames=_declared(form, riff_size, chunks),
        least_duration_s=there / form.bytes_per_s if form.bytes_per_s else 0.0,
        damage=damage,
    )


def with_true_sizes(source: Source) -> bytes | None:
    """Fill the sizes in where a streamed wav says 0 and libsndfile would believe it.

    Args:
        source: A wav file.

    Returns:
        The bytes to decode, or None when the file can be decoded as it is.
    """
    chunks = _walk(source)
    if chunks.data_at < 0 or chunks.data_size or source.data is None:
        return None
    mended = bytearray(source.data)
    struct.pack_into("<I", mended, chunks.size_at, source.size - chunks.data_at)
    return bytes(mended)


def _walk(source: Source) -> _Chunks:
    form, offset = b"", 12
    for _ in range(_MOST_CHUNKS):
        head = source.at(offset, 8)
        if len(head) < 8:  # noqa: PLR2004 - a chunk's header: name and size
            break
        size = _size(head[4:])
        if head[:4] == b"fmt ":
            form = source.at(offset + 8, min(size, 40))
        elif head[:4] == b"data":
            return _Chunks(form, offset + 8, size, offset + 4)
        offset += 8 + size + size % 2
    return _Chunks(form, -1, 0, -1)


def _size(four: bytes) -> int:
    return int.from_bytes(four, "little")


def _format(form: bytes) -> _Format:
    tag, channels, rate_hz, bytes_per_s, _, bits = struct.unpack_from("<HHIIHH", form)
    if tag == _EXTENSIBLE and len(form) >= 26:  # noqa: PLR2004 - where the subformat starts
        tag = struct.unpack_from("<H", form, 24)[0]
    if tag in _LINEAR:
        codec, frame_bytes = f"{_LINEAR[tag]}_{bits}", channels * ((bits + 7) // 8)
        bytes_per_s = frame_bytes * rate_hz
    elif tag in (6, 7):
        codec, frame_bytes = _CODECS[tag], channels
        bytes_per_s = frame_bytes * rate_hz
    else:
        codec, frame_bytes = _CODECS.get(tag, f"format_{tag}"), 0
    return _Format(codec, channels, rate_hz, frame_bytes, bytes_per_s)


def _impossible(form: _Format) -> tuple[Reason, ...]:
    if form.channels == 0:
        return (damaged("unreadable", "the header declares 0 channels"),)
    if form.rate_hz == 0:
        return (damaged("unreadable", "the header declares a sample rate of 0"),)
    return ()


def _is_streamed(riff_size: int, data_size: int) -> bool:
    return all(size == 0 or size >= _STREAMED_FROM for size in (riff_size, data_size))


def _declared(form: _Format, riff_size: int, chunks: _Chunks) -> int | None:
    if not form.frame_bytes or _is_streamed(riff_size, chunks.data_size):
        return None
    return chunks.data_size // form.frame_bytes


def _losses(source: Source, riff_size: int, chunks: _Chunks, form: _Format) -> tuple[Reason, ...]:
    there = source.size - chunks.data_at
    if _is_streamed(riff_size, chunks.data_size):
        if form.frame_bytes and there % form.frame_bytes:
            return (damaged("truncated", "the last sample is not whole"),)
        return ()
    if chunks.data_size == 0 and there > 0:
        return (damaged("truncated", f"the data chunk declares 0 bytes and {there} follow"),)
    if chunks.data_size > there:
        missing = chunks.data_size - there
        return (damaged("truncated", f"{missing} of {chunks.data_size} bytes of sound missing"),)
    if riff_size + 8 > source.size + 1:  # one byte of padding may be left out
        missing = riff_size + 8 - source.size
        return (damaged("truncated", f"the file is {missing} bytes shorter than it declares"),)
    return ()


def _no_chunks(source: Source, riff_size: int, chunks: _Chunks) -> Reason:
    missing = "data" if chunks.form else "fmt"
    if riff_size + 8 > source.size:
        return damaged("truncated", f"the file ends before its {missing} chunk")
    return damaged("unreadable", f"there is no whole {missing} chunk")
