"""Damage that shows only once the sound is decoded: lost frames, wrong checksums."""

import hashlib

import numpy as np
from numpy.typing import NDArray

from pipeline.collect.compiled import compiled
from pipeline.collect.examination import AudioFacts, Reason
from pipeline.io.containers.crc import build_crc_table
from pipeline.io.containers.header import Header, damaged
from pipeline.io.containers.source import Source

_LARGEST_FLAC_FRAME = 1 << 17
_SYNC, _SYNC_NEXT = 0xFF, 0xF8
_POLYNOMIAL = 0x8005


class FlacChecksum:
    """The MD5 that a FLAC encoder takes of its samples, taken again of the decoded ones.

    Args:
        header: Of a FLAC file; without an MD5 in it nothing is computed.
    """

    def __init__(self, header: Header) -> None:
        self._expected = header.flac_md5
        self._octets = (header.flac_bits + 7) // 8
        self._unused = 32 - header.flac_bits
        self._md5 = hashlib.md5(usedforsecurity=False)

    def add(self, block: NDArray[np.int32], high: NDArray[np.int16]) -> None:
        """Take a block.

        Args:
            block: int32, frames by channels, left-justified.
            high: Its upper halves, which are all there is of 16-bit sound.
        """
        if not self._expected:
            return
        if self._octets == 2 and self._unused == 16:  # noqa: PLR2004 - 16 bits, the usual case
            self._md5.update(high.data.cast("B"))
            return
        octets = (block >> self._unused).astype("<i4").view(np.uint8).reshape(-1, 4)
        self._md5.update(octets[:, : self._octets].tobytes())

    def differs(self) -> bool:
        """Tell whether the sound is not the one that was encoded."""
        return bool(self._expected) and self._md5.digest() != self._expected


def frames_lost(header: Header, facts: AudioFacts) -> Reason | None:
    """Tell whether fewer frames came out than were promised.

    Args:
        header: For its tolerance.
        facts: With the frames promised and the frames that came out.
    """
    declared = facts.declared_frames
    if declared is None or facts.frames + header.tolerance_s * facts.sample_rate_hz >= declared:
        return None
    return damaged("truncated", f"{facts.frames} of {declared} frames decoded")


def explain_flac_failure(source: Source, decoded: int) -> Reason:
    """Tell a cut FLAC file from one with wrong bits in it: does a whole frame stand at its end?

    A frame closes with a CRC-16 of itself (RFC 9639, section 9.3), so the bytes from its sync
    code to the end of the file have the remainder 0.

    Args:
        source: The file, on which the decoder gave up.
        decoded: Frames before that.
    """
    tail = source.at(max(0, source.size - _LARGEST_FLAC_FRAME), _LARGEST_FLAC_FRAME)
    octets = np.frombuffer(tail, np.uint8)
    if _ends_with_frame(octets, build_crc_table(16, _POLYNOMIAL)):
        return damaged("corrupt_checksum", f"wrong bits after frame {decoded}")
    return damaged("truncated", f"the last frame is cut; {decoded} frames decoded")


@compiled
def _ends_with_frame(  # pragma: no cover - compiled
    octets: NDArray[np.uint8], table: NDArray[np.uint32]
) -> bool:
    end = len(octets)
    for start in range(end - 2, -1, -1):
        if octets[start] != _SYNC or octets[start + 1] & 0xFE != _SYNC_NEXT:
            continue
        crc = np.int64(0)
        for i in range(start, end):
            crc = (crc << 8) & 0xFFFF ^ np.int64(table[(crc >> 8) ^ octets[i]])
        if crc == 0:
            return True
    return False
