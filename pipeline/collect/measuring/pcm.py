"""A hash of the sound itself: equal samples hash alike, whatever container and depth they sit in.

Samples are taken as left-justified 32-bit integers, interleaved. The upper halves go into one
hash, and the lower halves of those blocks of 32,768 frames that have any into another, each after
its block's number. 16-bit sound has no lower halves, so it costs half and hashes the same in a
16-bit wav, a 24-bit flac and a float wav. What is hashed in the end is the rate, the channels,
and both hashes.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray


class PcmHash:
    """SHA-256 over decoded sound, block by block.

    Args:
        rate_hz: Samples per second; the same samples at another rate are another sound.
        channels: Number of channels.

    Example:
        >>> one, two = PcmHash(8_000, 1), PcmHash(16_000, 1)
        >>> one.hexdigest() == two.hexdigest()
        False
    """

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._head = f"isogloss-pcm-1 {rate_hz} {channels} ".encode()
        self._high = hashlib.sha256()
        self._low = hashlib.sha256()
        self._block = 0

    def add(self, block: NDArray[np.int32], high: NDArray[np.int16], low_bits: int) -> None:
        """Take the next block; all but the last have the same length in every container.

        Args:
            block: int32, frames by channels, left-justified.
            high: Its upper halves.
            low_bits: Union of its lower halves; 0 when there are none.
        """
        self._high.update(_little_endian(high))
        if low_bits:
            self._low.update(self._block.to_bytes(8, "little"))
            self._low.update(_little_endian(block.astype(np.uint16)))
        self._block += 1

    def hexdigest(self) -> str:
        """Give the hash of all blocks so far, 64 hexadecimal digits."""
        return hashlib.sha256(self._head + self._high.digest() + self._low.digest()).hexdigest()


def _little_endian(samples: NDArray[np.int16 | np.uint16]) -> memoryview:
    return np.ascontiguousarray(samples, samples.dtype.newbyteorder("<")).data.cast("B")
