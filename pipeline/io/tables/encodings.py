"""Which encoding text has, and how bytes are read that are not UTF-8.

UTF-8 is taken when the bytes are UTF-8; a byte order mark or zero bytes in every other place say
UTF-16; any other byte is read as Windows-1252, and that is said aloud, with the line, because it
is the one guess here. Bytes are judged one sequence at a time, so a file glued together from both
encodings keeps the letters of both. What that cannot tell: two Windows-1252 letters in a row that
happen to be one UTF-8 letter (a capital accented one before a sign such as the copyright mark).
"""

import codecs

WINDOWS_1252 = "isogloss-windows-1252"
"""The name under which `bytes.decode` finds how bytes that are not UTF-8 are read."""

_UTF16_ZERO_SHARE = 0.3


def recognise_codec(start: bytes) -> tuple[str, str]:
    """The codec a byte order mark or a rhythm of zero bytes gives away, and a remark."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "read as UTF-16, as its byte order mark says."
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) / half > _UTF16_ZERO_SHARE and start[::2].count(0) == 0:
        return "utf-16-le", "has no byte order mark; read as UTF-16 (little-endian)."
    if start[::2].count(0) / half > _UTF16_ZERO_SHARE and start[1::2].count(0) == 0:
        return "utf-16-be", "has no byte order mark; read as UTF-16 (big-endian)."
    return "utf-8", ""


def not_utf8(fault: UnicodeDecodeError, line: int) -> str:
    """Says that a byte is not UTF-8 and how it was read."""
    return (
        f"not UTF-8 (byte 0x{fault.object[fault.start]:02X} in line {line}); such bytes were read "
        "as Windows-1252. See that names and accents look right, or save it as UTF-8."
    )


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Decodes what UTF-8 cannot; the five bytes Windows leaves open are taken as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    raw = error.object[error.start : error.end]
    try:
        return raw.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return raw.decode("latin-1"), error.end


codecs.register_error(WINDOWS_1252, _as_windows_1252)
