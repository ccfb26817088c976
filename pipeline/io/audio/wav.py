"""The one writer of wav files: for players, pages and the programs that recognise speech."""

import struct

import numpy as np
from numpy.typing import NDArray


def encode_wav(sound: NDArray[np.float32], rate_hz: int) -> bytes:
    """Write a wav file of 16-bit samples: for a player, a page, or a program that recognises.

    Args:
        sound: float32, one dimension, full scale 1.0; what is beyond is cut off.
        rate_hz: Samples per second.

    Returns:
        Header and samples.

    Example:
        >>> len(encode_wav(np.zeros(8, np.float32), 16_000))
        60
    """
    scaled = np.rint(np.clip(sound, -1.0, 1.0 - 2**-15) * 32_768.0)
    samples: bytes = scaled.astype("<i2").tobytes()
    form = struct.pack("<IHHIIHH", 16, 1, 1, rate_hz, 2 * rate_hz, 2, 16)
    size = struct.pack("<I", 36 + len(samples))
    data = b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + size + b"WAVEfmt " + form + data
