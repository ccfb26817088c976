"""Decoded sound as blocks of one length, whoever decodes it."""

from collections.abc import Iterator
from typing import Protocol

from pipeline.collect.measuring.measures import SampleBlock


class DecodeError(Exception):
    """The decoder gave up; the message is its own, in its own words."""


class Decoding(Protocol):
    """An opened recording.

    Attributes:
        codec: The coding inside.
        channels: As the decoder sees them.
        sample_rate_hz: As the decoder sees it.
        declared_frames: What the container promises by the decoder's reading; None without.
    """

    codec: str
    channels: int
    sample_rate_hz: int
    declared_frames: int | None

    def blocks(self) -> Iterator[SampleBlock]:
        """Give the sound in blocks of `BLOCK_FRAMES` frames by channels, only the last one shorter.

        Yields:
            int32 left-justified or float32 with full scale 1.0. The memory is used again for
            the next block.

        Raises:
            DecodeError: The decoder gave up; blocks before it stand.
        """
        ...
