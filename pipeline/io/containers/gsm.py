"""Raw GSM 06.10: no header at all, only frames of 33 bytes that begin with the nibble 0xD."""

import numpy as np

from pipeline.io.containers.header import Header, damaged
from pipeline.io.containers.source import Source

_FRAME_BYTES = 33
_FRAME_SAMPLES = 160
_RATE_HZ = 8_000
_MARK = 0xD


def inspect(source: Source) -> Header:
    """Count the frames and look at the mark of each.

    Args:
        source: All of it in memory.

    Returns:
        The header; `unreadable` where a frame has no mark, `truncated` where the last is cut.
    """
    data = source.data or b""
    whole, rest = divmod(len(data), _FRAME_BYTES)
    marks = np.frombuffer(data, np.uint8)[: whole * _FRAME_BYTES : _FRAME_BYTES] >> 4
    wrong = np.flatnonzero(marks != _MARK)
    damage = []
    if len(wrong):
        at = int(wrong[0]) * _FRAME_BYTES
        damage.append(damaged("unreadable", f"no GSM frame begins at byte {at}"))
    elif rest or not whole:
        damage.append(damaged("truncated", f"the last frame has {rest} of {_FRAME_BYTES} bytes"))
    frames = whole * _FRAME_SAMPLES
    return Header(
        "gsm",
        "gsm",
        decoder=None if len(wrong) or not whole else "av",
        channels=1,
        sample_rate_hz=_RATE_HZ,
        declared_frames=frames,
        least_duration_s=frames / _RATE_HZ,
        damage=tuple(damage),
    )
