"""What a file is, told by its bytes and never by its name, before anything is decoded.

Each container has its own module that walks the structure and returns a `Header`: shape, promised
length, and what is broken. Decoders are lenient, and silent about what they lost; the structure
is not.
"""

from dataclasses import dataclass
from typing import Literal

from pipeline.collect.examination import Reason, ReasonCode
from pipeline.io.containers.source import Source

Decoder = Literal["soundfile", "av"]
Kind = Literal["wav", "flac", "mp3", "ogg", "webm", "m4a", "gsm"]

_ID3_HEADER = 10
_SYNC = 0xE0


@dataclass(frozen=True, slots=True)
class Header:
    """What a container declares, and what is wrong with its structure.

    Attributes:
        container: A `Kind`, or `unknown`.
        codec: The coding inside; "" where only the decoder can tell.
        decoder: Who decodes it; None when nothing can or should.
        channels: 0 where only the decoder can tell.
        sample_rate_hz: 0 where only the decoder can tell.
        declared_frames: Samples per channel promised; None where nothing is promised.
        least_duration_s: A length the structure proves even where none is promised.
        tolerance_s: By how much the decoded length may fall short of the promise.
        damage: What is broken, in the order found.
        flac_md5: Of the decoded samples; b"" where absent.
        flac_bits: Bits per sample of a FLAC stream, for the MD5.
    """

    container: Kind | Literal["unknown"]
    codec: str = ""
    decoder: Decoder | None = None
    channels: int = 0
    sample_rate_hz: int = 0
    declared_frames: int | None = None
    least_duration_s: float = 0.0
    tolerance_s: float = 0.0
    damage: tuple[Reason, ...] = ()
    flac_md5: bytes = b""
    flac_bits: int = 0


def damaged(code: ReasonCode, what: str) -> Reason:
    """Make a reason for quarantine, in words: what is broken, and where.

    Args:
        code: `unreadable`, `truncated` or `corrupt_checksum`.
        what: A short sentence without a full stop.
    """
    return Reason(code, what, None, "quarantined")


def sniff(source: Source, name_hint: str = "") -> Kind | None:
    """Tell the container by its first bytes.

    Args:
        source: The file.
        name_hint: A file name or suffix; used for raw GSM 06.10 alone, which has no header.

    Returns:
        The container, or None for anything we do not read.
    """
    start = id3_length(source)
    head = source.at(start, 16)
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    if head.startswith(b"fLaC"):
        return "flac"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm"
    if head[4:8] == b"ftyp":
        return "m4a"
    if name_hint.lower().endswith("gsm"):
        return "gsm"
    if start or (len(head) > 1 and head[0] == 0xFF and head[1] & _SYNC == _SYNC):  # noqa: PLR2004 - the sync word
        return "mp3"
    return None


def id3_length(source: Source) -> int:
    """Count the bytes of ID3v2 tags, which stand before mp3, and at times before flac.

    Args:
        source: The file.

    Returns:
        Where the sound starts; 0 without a tag.
    """
    start = 0
    while (head := source.at(start, _ID3_HEADER)).startswith(b"ID3") and len(head) == _ID3_HEADER:
        size = 0
        for byte in head[6:10]:
            size = size << 7 | byte & 0x7F
        start += _ID3_HEADER + size
    return start
