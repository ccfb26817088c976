"""MPEG-4 files: boxes one after another, each with its size (ISO/IEC 14496-12, section 4.2)."""

from pipeline.collect.examination import Reason
from pipeline.io.containers.header import Header, damaged
from pipeline.io.containers.source import Source

_SMALL_HEADER, _LARGE_HEADER = 8, 16
_TOLERANCE_S = 0.1  # a duration may count the delay and the padding of the codec
_INDEX, _SOUND = b"moov", b"mdat"


def inspect(source: Source) -> Header:
    """Walk the outermost boxes.

    Args:
        source: All of it in memory; starts with an ftyp box.

    Returns:
        The header without shape, which the decoder tells; `truncated` where a box passes the end
        of the file or the index (moov) or the sound (mdat) never comes.
    """
    names, damage = _walk(source.data or b"")
    missing = [name.decode() for name in (_INDEX, _SOUND) if name not in names]
    if not damage and missing:
        damage = (damaged("truncated", f"the file ends before its {missing[0]} box"),)
    return Header("m4a", decoder=None if missing else "av", tolerance_s=_TOLERANCE_S, damage=damage)


def _walk(data: bytes) -> tuple[set[bytes], tuple[Reason, ...]]:
    names: set[bytes] = set()
    at = 0
    while at < len(data):
        size, name, header = _box(data, at)
        if size < header or not name.isascii() or not name.decode().isprintable():
            return names, (damaged("unreadable", f"no box begins at byte {at}"),)
        names.add(name)
        if at + size > len(data):
            return names, (damaged("truncated", f"the box at byte {at} is cut"),)
        at += size
    return names, ()


def _box(data: bytes, at: int) -> tuple[int, bytes, int]:
    """Read size, name and header length of a box; the size passes the file where it is cut."""
    header = _SMALL_HEADER
    size = int.from_bytes(data[at : at + 4], "big")
    name = data[at + 4 : at + 8]
    if at + header > len(data):
        return _SMALL_HEADER, name, header
    if size == 1:
        header = _LARGE_HEADER
        size = int.from_bytes(data[at + 8 : at + 16], "big")
    elif size == 0:  # the last box may reach to the end of the file
        size = len(data) - at
    return size, name, header
