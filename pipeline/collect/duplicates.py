"""Find recordings that are the same speech: by equal samples, or by nearly equal fingerprints.

Equal samples are certain, in whatever lossless container. A lossy copy has other samples, so its
fingerprint is compared: the share of bits that differ, over the steps that both count. How small
that share must be depends on how many steps there are, for two takes of one short word by one
speaker are alike, too. Over the 300 digits of the Free Spoken Digit Dataset, 140 prompts
and 9 crowd clips, recordings that are not copies differed in at least 17.4 % of bits below 40 steps
and in 38 % from there on; two synthetic voices of one kind reading one sentence, in 20 %. Of 736
copies in mp3, Vorbis, Opus, AAC and resampled FLAC (16 to 64 kbit/s) these limits find 721,
five of them only by way of another copy; they were set on these same recordings, none were held
back. What is missed are the lowest rates, and copies in which another moment became the loudest.

To compare ten thousand with a hundred thousand, the sixteen bits of the upper bands of each word
are looked up in a table of which known ones have the same at the same step, and only those are
compared. (The lower bands lie closer together, so their bits go along with one another: between
unrelated recordings they are equal 53 times as often as by chance, the upper ones 6 times.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.collect.compiled import compiled
from pipeline.collect.measuring.fingerprint import STEPS

_MASK_BYTES = STEPS // 8
_FINGERPRINT_BYTES = _MASK_BYTES + 4 * STEPS
_WORD_BITS = 32
_MOST_SHIFT = 2  # steps by which two anchors may differ
_LEAST_COMMON = 16
_LEAST_OVERLAP = 0.75
_MANY_STEPS = 48
_FEW_STEPS_LIMIT, _MANY_STEPS_LIMIT = 0.12, 0.16
_SURE = 0.03
_GLANCE = 16  # steps after which the hopeless are given up
_HOPELESS = 0.35
_KEYS = 1 << 16
_LEAST_SLOTS, _MOST_SLOTS = 1 << 10, 1 << 23
_SCATTER = 0x9E3779B97F4A7C15  # Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4)


@dataclass(frozen=True, slots=True)
class Sound:
    """What is compared of one recording.

    Attributes:
        utterance_id: Whose it is.
        pcm_sha256: Hash of its samples; "" where it was not decoded.
        fingerprint: From `fingerprint`; b"" where it has none.
    """

    utterance_id: str
    pcm_sha256: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Duplicate:
    """One recording that is another again.

    Attributes:
        utterance_id: The newer one.
        of: The one that was there before.
        kind: `pcm` for equal samples, `acoustic` for the same speech in another coding.
        similarity: Share of equal bits of the fingerprints; 1.0 for equal samples.
    """

    utterance_id: str
    of: str
    kind: Literal["pcm", "acoustic"]
    similarity: float


class SoundIndex:
    """Known recordings, ready to be searched.

    Args:
        sounds: In the order they were known; of several alike the first is named.
    """

    def __init__(self, sounds: Sequence[Sound]) -> None:
        self.ids = [sound.utterance_id for sound in sounds]
        self.by_pcm: dict[str, int] = {}
        for place, sound in enumerate(sounds):
            if sound.pcm_sha256:
                self.by_pcm.setdefault(sound.pcm_sha256, place)
        self.counts, self.words = _unpack([sound.fingerprint for sound in sounds])
        self._starts, self._places, self._keys = _fill(
            self.counts, self.words, _slots_for(int(self.counts.sum()))
        )

    def nearest(
        self, counts: NDArray[np.bool_], words: NDArray[np.uint32], before: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """For each fingerprint the known one most like it.

        Args:
            counts: n by 96, which steps count.
            words: n by 96.
            before: Only known recordings at places below this are looked at, one number each.

        Returns:
            The place of the nearest that is near enough, or -1; and the share of bits differing.
        """
        found: tuple[NDArray[np.int64], NDArray[np.float64]] = _nearest(
            self._starts, self._places, self._keys, self.counts, self.words, counts, words, before
        )
        return found


def similarity(one: bytes, other: bytes) -> float | None:
    """How alike two fingerprints are.

    Args:
        one: From `fingerprint`.
        other: Likewise.

    Returns:
        The share of equal bits at the best of five alignments; None where they have too few
        steps in common, or differ so much that nobody counted to the end.

    Example:
        >>> similarity(b"", b"") is None
        True
    """
    if not one or not other:
        return None
    counts, words = _unpack([one, other])
    shares = [
        share
        for shift in range(-_MOST_SHIFT, _MOST_SHIFT + 1)
        for share, common in [_difference(counts[0], words[0], counts[1], words[1], shift)]
        if common
    ]
    return round(1.0 - min(shares), 4) if shares else None


def find_duplicates(new: Sequence[Sound], *known: SoundIndex) -> list[Duplicate]:
    """Find which of the new recordings were there before, or stand twice among the new ones.

    Args:
        new: In the order they came.
        known: What was there, in one index or several.

    Returns:
        At most one for each new recording, in their order: a known one before a new one, equal
        samples before an alike fingerprint.
    """
    among = SoundIndex(new)
    earlier = np.arange(len(new), dtype=np.int64)
    searched = [
        (index, *index.nearest(among.counts, among.words, np.full(len(new), size, np.int64)))
        for index in known
        for size in [len(index.ids)]
    ]
    searched.append((among, *among.nearest(among.counts, among.words, earlier)))
    found = [
        _same_samples(sound, place, known, among) or _same_speech(sound, place, searched)
        for place, sound in enumerate(new)
    ]
    return [duplicate for duplicate in found if duplicate is not None]


def _same_samples(
    sound: Sound, place: int, known: Sequence[SoundIndex], among: SoundIndex
) -> Duplicate | None:
    for index in known:
        if sound.pcm_sha256 in index.by_pcm:
            of = index.ids[index.by_pcm[sound.pcm_sha256]]
            return Duplicate(sound.utterance_id, of, "pcm", 1.0)
    twin = among.by_pcm.get(sound.pcm_sha256, place)
    return Duplicate(sound.utterance_id, among.ids[twin], "pcm", 1.0) if twin < place else None


def _same_speech(
    sound: Sound,
    place: int,
    searched: Sequence[tuple[SoundIndex, NDArray[np.int64], NDArray[np.float64]]],
) -> Duplicate | None:
    for index, places, shares in searched:
        if places[place] >= 0:
            alike = round(1.0 - float(shares[place]), 4)
            return Duplicate(sound.utterance_id, index.ids[int(places[place])], "acoustic", alike)
    return None


def _unpack(fingerprints: Sequence[bytes]) -> tuple[NDArray[np.bool_], NDArray[np.uint32]]:
    """Steps that count and words, n by 96 each; a recording without a fingerprint counts none."""
    nothing = bytes(_FINGERPRINT_BYTES)
    joined = b"".join(each or nothing for each in fingerprints)
    octets = np.frombuffer(joined, np.uint8).reshape(-1, _FINGERPRINT_BYTES)
    counts = np.unpackbits(octets[:, :_MASK_BYTES], axis=1).astype(np.bool_)
    words = np.ascontiguousarray(octets[:, _MASK_BYTES:]).view(">u4").astype(np.uint32)
    return counts, words


def _slots_for(entries: int) -> int:
    """A power of two with room to spare: a table for everything would cost more than a batch."""
    return min(max(1 << (2 * entries).bit_length(), _LEAST_SLOTS), _MOST_SLOTS)


@compiled
def _key(step: int, word: Any) -> Any:  # pragma: no cover - compiled
    return step * _KEYS + np.int64(word & np.uint32(_KEYS - 1))


@compiled
def _slot(key: Any, slots: Any) -> Any:  # pragma: no cover - compiled
    return np.int64((np.uint64(key) * np.uint64(_SCATTER)) >> np.uint64(32)) & (slots - 1)


@compiled
def _fill(counts: Any, words: Any, slots: Any) -> Any:  # pragma: no cover - compiled
    """A counting sort: for each slot where its entries start, then the entries and their keys."""
    starts = np.zeros(slots + 1, np.int32)
    for place in range(len(words)):
        for step in range(STEPS):
            if counts[place, step]:
                starts[_slot(_key(step, words[place, step]), slots) + 1] += 1
    for slot in range(slots):
        starts[slot + 1] += starts[slot]
    filled = starts.copy()
    places = np.empty(starts[slots], np.int32)
    keys = np.empty(starts[slots], np.int32)
    for place in range(len(words)):
        for step in range(STEPS):
            if counts[place, step]:
                key = _key(step, words[place, step])
                slot = _slot(key, slots)
                places[filled[slot]] = place
                keys[filled[slot]] = key
                filled[slot] += 1
    return starts, places, keys


@compiled
def _bits(word: Any) -> Any:  # pragma: no cover - compiled
    """How many bits are set."""
    word = word - ((word >> np.uint32(1)) & np.uint32(0x55555555))
    word = (word & np.uint32(0x33333333)) + ((word >> np.uint32(2)) & np.uint32(0x33333333))
    word = (word + (word >> np.uint32(4))) & np.uint32(0x0F0F0F0F)
    return np.int64((word * np.uint32(0x01010101)) & np.uint32(0xFFFFFFFF)) >> 24


@compiled
def _difference(  # pragma: no cover - compiled
    counts: Any, words: Any, other_counts: Any, other_words: Any, shift: int
) -> tuple[float, int]:
    """Share of bits that differ at one alignment, and its steps; 0 steps: not comparable."""
    common = union = differing = 0
    for step in range(max(0, shift), STEPS + min(0, shift)):
        mine, theirs = counts[step], other_counts[step - shift]
        if mine or theirs:
            union += 1
        if mine and theirs:
            common += 1
            differing += _bits(words[step] ^ other_words[step - shift])
            if common == _GLANCE and differing > _HOPELESS * _GLANCE * _WORD_BITS:
                return 1.0, 0
    if common < _LEAST_COMMON or common < _LEAST_OVERLAP * union:
        return 1.0, 0
    return differing / (common * _WORD_BITS), common


@compiled
def _nearest(  # noqa: PLR0913, C901 - a compiled kernel: arrays for arguments, loops for calls
    starts: Any, places: Any, keys: Any, known_counts: Any, known_words: Any, counts: Any,
    words: Any, before: Any,
) -> Any:  # pragma: no cover - compiled  # fmt: skip
    slots = len(starts) - 1
    nearest = np.full(len(words), -1, np.int64)
    shares = np.ones(len(words))
    for i in range(len(words)):
        for step in range(STEPS):
            if not counts[i, step] or shares[i] < _SURE:
                continue
            for shift in range(-_MOST_SHIFT, _MOST_SHIFT + 1):
                at = step - shift
                if at < 0 or at >= STEPS:
                    continue
                key = _key(at, words[i, step])
                slot = _slot(key, slots)
                for entry in range(starts[slot], starts[slot + 1]):
                    place = places[entry]
                    if place >= before[i]:
                        break  # entries of a slot are in order of place
                    if keys[entry] != key:
                        continue
                    share, common = _difference(
                        counts[i], words[i], known_counts[place], known_words[place], shift
                    )
                    few = common < _MANY_STEPS
                    limit = _FEW_STEPS_LIMIT if few else _MANY_STEPS_LIMIT
                    if common and share <= limit and share < shares[i]:
                        nearest[i], shares[i] = place, share
    return nearest, shares
