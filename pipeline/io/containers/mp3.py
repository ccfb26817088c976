"""MPEG audio: walk from frame header to frame header, to the end of the file.

Decoders skip what they cannot follow and say nothing. The frames themselves tell: each gives its
own length (ISO/IEC 11172-3, 2.4.2.3 and 13818-3), and most encoders write into the first one how
many frames and bytes there should be (the Xing/Info and VBRI tags).
"""

import functools

import numpy as np
from numpy.typing import NDArray

from pipeline.collect.compiled import compiled
from pipeline.collect.examination import Reason
from pipeline.io.containers.header import Header, damaged, id3_length
from pipeline.io.containers.source import Source

_HEADER_BYTES = 4
_SYNC = 0xFF
_XING_FRAMES, _XING_BYTES = 1, 2
_VBRI_AT = 36
_TRAILERS = (b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3")
_SIDE_INFO = {(True, True): 17, (True, False): 32, (False, True): 9, (False, False): 17}
_DECODER_DELAY_FRAMES = 3  # encoder delay and padding, which a decoder may cut off

_KBPS = {
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_SAMPLES = {(1, 1): 384, (1, 2): 1152, (1, 3): 1152, (2, 1): 384, (2, 2): 1152, (2, 3): 576}


def inspect(source: Source) -> Header:
    """Walk all frames and compare with what the first one promises.

    Args:
        source: All of it in memory; starts with a frame or an ID3 tag.

    Returns:
        The header. `declared_frames` is what the walked frames hold; `truncated` where the last
        frame is cut or the tag promises more, `unreadable` where the chain of frames breaks.
    """
    data = source.data or b""
    start = id3_length(source)
    if start + _HEADER_BYTES > len(data):
        return Header("mp3", "mp3", damage=(damaged("truncated", "the file ends in its tags"),))
    octets = np.frombuffer(data, np.uint8)
    lengths, samples, rates = _tables()
    first = _index(octets[start : start + _HEADER_BYTES])
    if lengths[first] == 0 or not _second_frame_follows(octets, start, lengths):
        return Header("unknown", damage=(damaged("unreadable", "neither sound nor a container"),))
    frames, end = _walk(octets, start, lengths, first)
    tag_frames, tag_bytes, is_tag = _promise(data, start, int(lengths[first]))
    sounding = frames - is_tag
    per_frame, rate_hz = int(samples[first]), int(rates[first])
    damage = _damage(data, start, end, int(_next_length(octets, end, lengths)))
    if not damage and tag_frames > sounding:
        damage = (damaged("truncated", f"{sounding} of {tag_frames} frames are there"),)
    elif not damage and tag_bytes > len(data) - start:
        short = tag_bytes - len(data) + start
        damage = (damaged("truncated", f"{short} of {tag_bytes} bytes of sound missing"),)
    return Header(
        "mp3",
        "mp3",
        decoder="soundfile" if sounding else None,
        channels=1 if octets[start + 3] >> 6 == 3 else 2,  # noqa: PLR2004 - the mode "mono"
        sample_rate_hz=rate_hz,
        declared_frames=sounding * per_frame,
        least_duration_s=max(sounding, tag_frames) * per_frame / rate_hz,
        tolerance_s=_DECODER_DELAY_FRAMES * per_frame / rate_hz,
        damage=damage,
    )


def _damage(data: bytes, start: int, end: int, next_length: int) -> tuple[Reason, ...]:
    rest = len(data) - end
    if rest <= 0 or data.startswith(_TRAILERS, end) or not any(data[end:]):
        return ()
    if next_length > rest:
        return (damaged("truncated", f"the last frame has {rest} of {next_length} bytes"),)
    if rest < _HEADER_BYTES:
        return (damaged("truncated", "the file ends inside a frame header"),)
    return (damaged("unreadable", f"no frame begins at byte {end}, {end - start} into the sound"),)


def _promise(data: bytes, start: int, first_length: int) -> tuple[int, int, int]:
    """Read the frames and bytes that the first frame promises; 1 when it is such a tag, else 0."""
    is_mpeg1, is_mono = bool(data[start + 1] & 0x08), data[start + 3] >> 6 == 3  # noqa: PLR2004 - "mono"
    at = start + _HEADER_BYTES + _SIDE_INFO[is_mpeg1, is_mono]
    if data[at : at + 4] in (b"Xing", b"Info"):
        flags = int.from_bytes(data[at + 4 : at + 8], "big")
        frames = size = 0
        at += 8
        if flags & _XING_FRAMES:
            frames = int.from_bytes(data[at : at + 4], "big")
            at += 4
        if flags & _XING_BYTES:
            size = int.from_bytes(data[at : at + 4], "big")
        return frames, size, 1
    at = start + _VBRI_AT
    if data[at : at + 4] == b"VBRI" and first_length > _VBRI_AT:
        size = int.from_bytes(data[at + 10 : at + 14], "big")
        return int.from_bytes(data[at + 14 : at + 18], "big"), size, 1
    return 0, 0, 0


@functools.cache
def _tables() -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """List frame bytes, samples and rate for each value of the 16 header bits that decide them.

    0 bytes: no such header, or a free bit rate, which nobody records speech in.
    """
    lengths, samples, rates = (np.zeros(1 << 16, np.int32) for _ in range(3))
    for index in range(1 << 16):
        version, layer = index >> 11 & 3, 4 - (index >> 9 & 3)
        kbps_at, rate_at, padding = index >> 4 & 15, index >> 2 & 3, index >> 1 & 1
        if index >> 13 != 7 or version not in _RATES_HZ or layer == 4:  # noqa: PLR2004 - sync; reserved
            continue
        if kbps_at in (0, 15) or rate_at == 3:  # noqa: PLR2004 - free, forbidden, reserved
            continue
        family = (1 if version == 3 else 2, layer)  # noqa: PLR2004 - the code of MPEG-1
        bits_per_s = _KBPS[family][kbps_at - 1] * 1000
        samples[index], rates[index] = _SAMPLES[family], _RATES_HZ[version][rate_at]
        slot = 4 if layer == 1 else 1
        per_slot = int(samples[index]) // 8 // slot
        lengths[index] = (per_slot * bits_per_s // int(rates[index]) + padding) * slot
    return lengths, samples, rates


def _index(header: NDArray[np.uint8]) -> int:
    """Pick the deciding bits of a header: three of the sync, then all up to the private bit."""
    return (int(header[1]) << 8 | int(header[2])) if header[0] == _SYNC else 0


def _second_frame_follows(
    octets: NDArray[np.uint8], start: int, lengths: NDArray[np.int32]
) -> bool:
    """Tell whether a second frame is in its place, for two bytes of sync occur by chance."""
    second = start + int(lengths[_index(octets[start : start + _HEADER_BYTES])])
    if second + _HEADER_BYTES > len(octets):
        return True
    return int(_next_length(octets, second, lengths)) > 0 or bytes(
        octets[second : second + 16]
    ).startswith(_TRAILERS)


def _next_length(octets: NDArray[np.uint8], at: int, lengths: NDArray[np.int32]) -> int:
    if at + _HEADER_BYTES > len(octets):
        return 0
    return int(lengths[_index(octets[at : at + _HEADER_BYTES])])


@compiled
def _walk(  # pragma: no cover - compiled
    octets: NDArray[np.uint8], start: int, lengths: NDArray[np.int32], first: int
) -> tuple[int, int]:
    """Count the whole frames of the first one's kind, and tell where their chain ends."""
    family = first & 0xFE0C
    frames = 0
    at = start
    while at + 4 <= len(octets):
        if octets[at] != _SYNC:
            break
        index = np.int64(octets[at + 1]) << 8 | np.int64(octets[at + 2])
        length = lengths[index]
        if length == 0 or index & 0xFE0C != family or at + length > len(octets):
            break
        frames += 1
        at += length
    return frames, at
