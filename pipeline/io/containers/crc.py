"""Cyclic redundancy checks: the table that goes through a polynomial byte by byte."""

import functools

import numpy as np
from numpy.typing import NDArray

_BYTE_BITS = 8


@functools.cache
def build_crc_table(bits: int, polynomial: int) -> NDArray[np.uint32]:
    """Tell what each value of a byte leaves as remainder, the highest bit first.

    Args:
        bits: Width of the checksum, 8 to 32.
        polynomial: Without its highest term.

    Returns:
        uint32 (256,).

    Example:
        >>> [hex(value) for value in build_crc_table(16, 0x8005)[:3]]
        ['0x0', '0x8005', '0x800f']
    """
    table = np.zeros(1 << _BYTE_BITS, np.uint32)
    for byte in range(len(table)):
        remainder = byte << (bits - _BYTE_BITS)
        for _ in range(_BYTE_BITS):
            carry = remainder >> (bits - 1)
            remainder = (remainder << 1 ^ carry * polynomial) & ((1 << bits) - 1)
        table[byte] = remainder
    return table
