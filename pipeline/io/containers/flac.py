"""FLAC: the stream's own account of itself (RFC 9639, section 8.2)."""

from pipeline.io.containers.header import Header, damaged, id3_length
from pipeline.io.containers.source import Source

_STREAMINFO_AT = 8
_STREAMINFO_BYTES = 34


def inspect(source: Source) -> Header:
    """Read STREAMINFO.

    Args:
        source: Starts with fLaC, or with an ID3 tag before it.

    Returns:
        The header, with the MD5 of the samples where the encoder wrote one.
    """
    start = id3_length(source)
    head = source.at(start, _STREAMINFO_AT + _STREAMINFO_BYTES)
    if len(head) < _STREAMINFO_AT + _STREAMINFO_BYTES:
        return Header("flac", "flac", damage=(damaged("truncated", "the file ends in its header"),))
    if head[4] & 0x7F:
        return Header("flac", "flac", damage=(damaged("unreadable", "no STREAMINFO block"),))
    packed = int.from_bytes(head[18:26], "big")
    rate_hz, total = packed >> 44, packed & (1 << 36) - 1
    if rate_hz == 0:
        zero = damaged("unreadable", "the header declares a sample rate of 0")
        return Header("flac", "flac", damage=(zero,))
    md5 = head[26:42]
    return Header(
        "flac",
        "flac",
        # soundfile seeks after every read, which libFLAC cannot where no length is declared.
        decoder="soundfile" if total else "av",
        channels=(packed >> 41 & 0x7) + 1,
        sample_rate_hz=rate_hz,
        declared_frames=total or None,
        least_duration_s=total / rate_hz,
        flac_md5=md5 if any(md5) else b"",
        flac_bits=(packed >> 36 & 0x1F) + 1,
    )
