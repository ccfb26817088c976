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
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.collect.duplicate_kernel import fill_table, find_nearest
from pipeline.collect.measuring.fingerprint import STEPS

_MASK_BYTES = STEPS // 8
_FINGERPRINT_BYTES = _MASK_BYTES + 4 * STEPS
_LEAST_SLOTS, _MOST_SLOTS = 1 << 10, 1 << 23


@dataclass(frozen=True, slots=True)
class ComparedSound:
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

    def __init__(self, sounds: Sequence[ComparedSound]) -> None:
        self.ids = [sound.utterance_id for sound in sounds]
        self.by_pcm: dict[str, int] = {}
        for place, sound in enumerate(sounds):
            if sound.pcm_sha256:
                self.by_pcm.setdefault(sound.pcm_sha256, place)
        self.counts, self.words = _unpack([sound.fingerprint for sound in sounds])
        self._starts, self._places, self._keys = fill_table(
            self.counts, self.words, _slots_for(int(self.counts.sum()))
        )

    def nearest(
        self, counts: NDArray[np.bool_], words: NDArray[np.uint32], before: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Find for each fingerprint the known one most like it.

        Args:
            counts: n by 96, which steps count.
            words: n by 96.
            before: Only known recordings at places below this are looked at, one number each.

        Returns:
            The place of the nearest that is near enough, or -1; and the share of bits differing.
        """
        return find_nearest(
            self._starts, self._places, self._keys, self.counts, self.words, counts, words, before
        )


def find_duplicates(new: Sequence[ComparedSound], *known: SoundIndex) -> list[Duplicate]:
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
    sound: ComparedSound, place: int, known: Sequence[SoundIndex], among: SoundIndex
) -> Duplicate | None:
    for index in known:
        if sound.pcm_sha256 in index.by_pcm:
            of = index.ids[index.by_pcm[sound.pcm_sha256]]
            return Duplicate(sound.utterance_id, of, "pcm", 1.0)
    twin = among.by_pcm.get(sound.pcm_sha256, place)
    return Duplicate(sound.utterance_id, among.ids[twin], "pcm", 1.0) if twin < place else None


def _same_speech(
    sound: ComparedSound,
    place: int,
    searched: Sequence[tuple[SoundIndex, NDArray[np.int64], NDArray[np.float64]]],
) -> Duplicate | None:
    for index, places, shares in searched:
        if places[place] >= 0:
            alike = round(1.0 - float(shares[place]), 4)
            return Duplicate(sound.utterance_id, index.ids[int(places[place])], "acoustic", alike)
    return None


def _unpack(fingerprints: Sequence[bytes]) -> tuple[NDArray[np.bool_], NDArray[np.uint32]]:
    """Unpack fingerprints: the steps that count and the words, n by 96; without one, none count."""
    nothing = bytes(_FINGERPRINT_BYTES)
    joined = b"".join(each or nothing for each in fingerprints)
    octets = np.frombuffer(joined, np.uint8).reshape(-1, _FINGERPRINT_BYTES)
    counts = np.unpackbits(octets[:, :_MASK_BYTES], axis=1).astype(np.bool_)
    words = np.ascontiguousarray(octets[:, _MASK_BYTES:]).view(">u4").astype(np.uint32)
    return counts, words


def _slots_for(entries: int) -> int:
    """Choose a power of two with room to spare: one table for all would cost more than a batch."""
    return min(max(1 << (2 * entries).bit_length(), _LEAST_SLOTS), _MOST_SLOTS)
