"""WebM and Matroska: a tree of elements, each with its size, or with none while streaming.

A browser's recorder cannot go back to fill sizes in: its segment and clusters have "unknown size"
and no duration is declared. That is how the format is meant to be streamed (RFC 8794, section
6.2), so it is taken as far as it goes; what shows a cut is the block that was not finished. A
recording cut exactly between two blocks cannot be told from a shorter one.
"""

import struct
from dataclasses import dataclass, field

from pipeline.collect.examination import Reason
from pipeline.io.containers.header import Header, damaged
from pipeline.io.containers.source import Source

_EBML, _SEGMENT, _CLUSTER, _INFO = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0x1549A966
_TIMESTAMP_SCALE, _DURATION = 0x2AD7B1, 0x4489
_BLOCKS = (0xA3, 0xA0)
_IN_SEGMENT = {
    _INFO, _CLUSTER, 0x114D9B74, 0x1654AE6B, 0x1C53BB6B, 0x1254C367, 0x1043A770, 0x1941A469,
}  # fmt: skip
_IN_CLUSTER = {*_BLOCKS, 0xE7, 0x5854, 0xA7, 0xAB, 0xAF}
_NESTED = (_SEGMENT, _CLUSTER)  # entered, as the blocks inside tell a cut more exactly
_KNOWN = _IN_SEGMENT | _IN_CLUSTER | {_EBML, _SEGMENT, 0xEC, 0xBF}  # and padding, checksums
_SCALE_NS = 1_000_000
_TOLERANCE_S = 0.1  # a duration may count the delay and the padding of the codec


@dataclass(slots=True)
class _Elements:
    duration_s: float = 0.0
    blocks: int = 0
    damage: list[Reason] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Element:
    name: int
    body: int
    size: int | None  # None: unknown, it ends where its parent or the file does


def inspect(source: Source) -> Header:
    """Walk the elements of all segments and clusters.

    Args:
        source: All of it in memory; starts with an EBML header.

    Returns:
        The header without shape, for the codec's own header is the decoder's business;
        `truncated` where an element passes the end of the file, `unreadable` where something
        that is no element stands between others, or where there is no block of sound.
    """
    found = _walk(source.data or b"")
    if not found.blocks and not found.damage:
        found.damage.append(damaged("unreadable", "no block of sound"))
    return Header(
        "webm",
        decoder="av" if found.blocks else None,
        least_duration_s=found.duration_s,
        tolerance_s=_TOLERANCE_S,
        damage=tuple(found.damage[:1]),  # what follows the first damage is its consequence
    )


def _walk(data: bytes) -> _Elements:
    found = _Elements()
    at = 0
    while at < len(data):
        element = _element(data, at)
        if element is None:
            found.damage.append(damaged("truncated", f"the element at byte {at} is cut"))
            break
        if element.name not in _KNOWN:
            what = f"no element we know begins at byte {at}"
            found.damage.append(damaged("unreadable", what))
            break
        if _runs_over(data, element):
            found.damage.append(damaged("truncated", f"the element at byte {at} is cut"))
            if element.name not in _NESTED:
                break
        at = _enter(data, element, found)
    return found


def _enter(data: bytes, element: _Element, found: _Elements) -> int:
    """Tell where to go on: inside a segment or cluster, behind anything else."""
    if element.name in _NESTED:
        return element.body
    end = element.body + (element.size or 0)
    if element.name == _INFO:
        found.duration_s = _duration_s(data, element.body, end)
    found.blocks += element.name in _BLOCKS
    return end


def _runs_over(data: bytes, element: _Element) -> bool:
    if element.size is None:
        return element.name not in _NESTED
    return element.body + element.size > len(data)


def _element(data: bytes, at: int) -> _Element | None:
    """Read the element at `at`; None when its header is cut or malformed."""
    name = _number(data, at, keep_marker=True)
    if name is None:
        return None
    size = _number(data, at + name[1], keep_marker=False)
    if size is None:
        return None
    unknown = size[0] == (1 << 7 * size[1]) - 1
    return _Element(name[0], at + name[1] + size[1], None if unknown else size[0])


def _number(data: bytes, at: int, *, keep_marker: bool) -> tuple[int, int] | None:
    """Read a variable-size integer and its length in bytes (RFC 8794, section 4)."""
    if at >= len(data) or data[at] == 0:
        return None
    length = 9 - data[at].bit_length()
    if at + length > len(data):
        return None
    value = int.from_bytes(data[at : at + length], "big")
    return (value if keep_marker else value & ~(1 << 7 * length)), length


def _duration_s(data: bytes, at: int, end: int) -> float:
    scale_ns, duration = _SCALE_NS, 0.0
    while at < end and (element := _element(data, at)) is not None and element.size is not None:
        body = data[element.body : element.body + element.size]
        if element.name == _TIMESTAMP_SCALE:
            scale_ns = int.from_bytes(body, "big")
        elif element.name == _DURATION and len(body) in (4, 8):
            (duration,) = struct.unpack(">f" if len(body) == 4 else ">d", body)  # noqa: PLR2004 - single
        at = element.body + element.size
    seconds = duration * scale_ns / 1e9
    return seconds if 0 < seconds < float("inf") else 0.0
