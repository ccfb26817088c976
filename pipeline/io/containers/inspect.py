"""From bytes to a header: which container it is, and its own module's account of it."""

from collections.abc import Callable

from pipeline.collect.examination import Reason
from pipeline.io.containers import flac, gsm, m4a, mp3, ogg, wav, webm
from pipeline.io.containers.header import Header, Kind, damaged, sniff
from pipeline.io.containers.source import MEMORY_BYTES, Source
from pipeline.settings import AudioLimits

_INSPECT: dict[Kind, Callable[[Source], Header]] = {
    "wav": wav.inspect,
    "flac": flac.inspect,
    "mp3": mp3.inspect,
    "ogg": ogg.inspect,
    "webm": webm.inspect,
    "m4a": m4a.inspect,
    "gsm": gsm.inspect,
}
_READ_IN_PLACE = ("wav", "flac")
_DENSEST_BYTES_PER_S = 64_000  # 512 kbit/s: more than any lossy coding of speech takes
_TAGS_BYTES = 16 << 20  # cover pictures and the like


def memory_for(limits: AudioLimits) -> int:
    """Tell the size of the largest compressed file that can still be short enough, in bytes.

    Args:
        limits: Their hard limit of duration decides.
    """
    return max(MEMORY_BYTES, int(limits.hard_max_duration_s * _DENSEST_BYTES_PER_S) + _TAGS_BYTES)


def read_header(source: Source, limits: AudioLimits, name_hint: str) -> Header:
    """Recognise the container and walk its structure.

    Args:
        source: The file.
        limits: A compressed file too large to be short enough is refused by its size.
        name_hint: A name or suffix, for raw gsm alone.

    Returns:
        The header; `unknown` with a reason for whatever we do not read.
    """
    if source.size == 0:
        return Header("unknown", damage=(damaged("unreadable", "the file is empty"),))
    kind = sniff(source, name_hint)
    if kind is None:
        what = damaged("unreadable", "neither sound nor a container we read")
        return Header("unknown", damage=(what,))
    if source.data is None and kind not in _READ_IN_PLACE:
        least_s = source.size / _DENSEST_BYTES_PER_S
        too_long = Reason("too_long", least_s, limits.hard_max_duration_s, "rejected")
        return Header(kind, least_duration_s=least_s, damage=(too_long,))
    return _INSPECT[kind](source)
