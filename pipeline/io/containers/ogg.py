"""Ogg: every page carries a checksum, a number, and how many samples are complete (RFC 3533).

So nearly all damage shows here: a flipped bit breaks its page's checksum, a lost page leaves a gap
in the numbers, a cut file lacks the page that ends the stream.
"""

import struct
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.collect.compiled import compiled
from pipeline.collect.examination import Reason
from pipeline.io.containers.crc import build_crc_table
from pipeline.io.containers.header import Decoder, Header, damaged
from pipeline.io.containers.source import Source

_PAGE = struct.Struct("<4sBBqIIIB")
_FIRST, _LAST = 2, 4
_OPUS_RATE_HZ = 48_000
_OPUS_FRAME_S = 0.02
_POLYNOMIAL = 0x04C11DB7


@dataclass(slots=True)
class _Stream:
    """One logical stream: its identification packet, and how far it came."""

    identity: bytes
    granule: int = 0
    next_page: int = 0
    ended: bool = False
    gap: bool = False


@dataclass(slots=True)
class _Pages:
    streams: dict[int, _Stream] = field(default_factory=dict)
    damage: list[Reason] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Coding:
    codec: str
    decoder: Decoder | None
    channels: int
    rate_hz: int
    skipped: int  # samples the decoder takes before the first it gives out
    tolerance_s: float


def inspect(source: Source) -> Header:
    """Walk all pages.

    Args:
        source: All of it in memory; starts with OggS.

    Returns:
        The header; `corrupt_checksum` where a page's checksum is wrong, `truncated` where a page
        is cut or missing or the stream never ends, `unreadable` where there is no sound in it.
    """
    pages = _walk(source.data or b"")
    sounding = [
        (stream, coding)
        for stream in pages.streams.values()
        if (coding := _coding(stream.identity)) is not None
    ]
    if not sounding:
        reasons = pages.damage or [damaged("unreadable", "no coding we read in this Ogg file")]
        return Header("ogg", damage=tuple(reasons))
    damage = pages.damage + [r for stream, _ in sounding for r in _stream_damage(stream)]
    coding = sounding[0][1]
    declared = sum(max(0, stream.granule - each.skipped) for stream, each in sounding)
    return Header(
        "ogg",
        coding.codec,
        # libsndfile stops after the first of several streams in a row.
        decoder=coding.decoder if len(sounding) == 1 or coding.decoder is None else "av",
        channels=coding.channels,
        sample_rate_hz=coding.rate_hz,
        declared_frames=declared,
        least_duration_s=declared / coding.rate_hz if coding.rate_hz else 0.0,
        tolerance_s=coding.tolerance_s,
        damage=tuple(damage[:1]),  # what follows the first damage is its consequence
    )


def _walk(data: bytes) -> _Pages:
    octets, table = np.frombuffer(data, np.uint8), build_crc_table(32, _POLYNOMIAL)
    pages = _Pages()
    at = 0
    while at < len(data):
        if data[at : at + 4] != b"OggS":
            pages.damage.append(damaged("unreadable", f"no page begins at byte {at}"))
            break
        length = _page_length(data, at)
        if length == 0 or at + length > len(data):
            pages.damage.append(damaged("truncated", f"the page at byte {at} is cut"))
            break
        if int(_crc(octets, at, at + length, table)) != int.from_bytes(
            data[at + 22 : at + 26], "little"
        ):
            what = f"wrong checksum in the page at byte {at}"
            pages.damage.append(damaged("corrupt_checksum", what))
        _take(pages, data, at, length)
        at += length
    return pages


def _page_length(data: bytes, at: int) -> int:
    """Count the bytes of the page at `at`; 0 when its own header is cut."""
    if at + _PAGE.size > len(data):
        return 0
    segments = data[at + _PAGE.size - 1]
    lacing = data[at + _PAGE.size : at + _PAGE.size + segments]
    return _PAGE.size + segments + sum(lacing) if len(lacing) == segments else 0


def _take(pages: _Pages, data: bytes, at: int, length: int) -> None:
    _, _, flags, granule, serial, number, _, segments = _PAGE.unpack_from(data, at)
    if flags & _FIRST and serial not in pages.streams:
        body = at + _PAGE.size + segments
        pages.streams[serial] = _Stream(data[body : min(body + 64, at + length)])
    stream = pages.streams.get(serial)
    if stream is None:
        return
    stream.gap = stream.gap or number != stream.next_page
    stream.next_page = number + 1
    stream.granule = max(stream.granule, granule)
    stream.ended = stream.ended or bool(flags & _LAST)


def _stream_damage(stream: _Stream) -> list[Reason]:
    if stream.gap:
        return [damaged("truncated", "pages are missing in the middle")]
    if not stream.ended:
        return [damaged("truncated", "the stream never ends: its last page is missing")]
    return []


def _coding(identity: bytes) -> _Coding | None:
    if identity.startswith(b"OpusHead") and len(identity) >= 19:  # noqa: PLR2004 - RFC 7845, 5.1
        skipped = int.from_bytes(identity[10:12], "little")
        return _Coding("opus", "av", identity[9], _OPUS_RATE_HZ, skipped, _OPUS_FRAME_S)
    if identity.startswith(b"\x01vorbis") and len(identity) >= 30:  # noqa: PLR2004 - Vorbis I, 4.2.2
        channels, rate_hz = identity[11], int.from_bytes(identity[12:16], "little")
        return _Coding("vorbis", "soundfile" if channels and rate_hz else None, channels, rate_hz,
                       0, 0.0)  # fmt: skip
    if identity.startswith(b"\x7fFLAC") and len(identity) >= 51:  # noqa: PLR2004 - RFC 9639, 10.1
        packed = int.from_bytes(identity[27:35], "big")
        return _Coding("flac", "av", (packed >> 41 & 7) + 1, packed >> 44, 0, 0.0)
    if identity.startswith(b"Speex   ") and len(identity) >= 52:  # noqa: PLR2004 - Speex manual, 7.3
        rate_hz, channels = struct.unpack_from("<I8xI", identity, 36)
        return _Coding("speex", "av", channels, rate_hz, 0, 0.1)
    return None


@compiled
def _crc(  # pragma: no cover - compiled
    octets: NDArray[np.uint8], start: int, end: int, table: NDArray[np.uint32]
) -> np.int64:
    """Compute the checksum of a page, its own four bytes taken as zero (RFC 3533, 6)."""
    crc = np.int64(0)
    for i in range(start, end):
        byte = np.int64(0) if start + 22 <= i < start + 26 else np.int64(octets[i])
        crc = (crc << 8) & 0xFFFFFFFF ^ np.int64(table[(crc >> 24) ^ byte])
    return crc
