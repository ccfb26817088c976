"""Several people's texts of one recording beside one another, for the lead who decides.

The lead sees a letter in place of whoever typed a text, and letters are dealt anew for each
recording, so that neither a name nor a place in the row influences the lead. Where the texts
differ, their readings stand side by side; everywhere else the lead has nothing to decide. Case and
punctuation are no difference.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from rapidfuzz.distance import Levenshtein

from pipeline.text.policies import tokens

_POLICY = "basic-1"


@dataclass(frozen=True, slots=True)
class Version:
    """One text, as one or more listeners typed it.

    Attributes:
        label: A letter.
        text: The text.
        listeners: How many typed exactly this.
        sources: Ids of their corrections.
    """

    label: str
    text: str
    listeners: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What some versions have in one place; no words where they have nothing there."""

    words: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the text: one reading where all versions agree, several where they differ."""

    readings: tuple[Reading, ...]

    @property
    def is_settled(self) -> bool:
        """Whether all versions agree here."""
        return len(self.readings) == 1

    def find_words(self, label: str) -> str:
        """Find the words that the version of that letter has here.

        Raises:
            KeyError: There is no version of that letter.
        """
        for reading in self.readings:
            if label in reading.labels:
                return reading.words
        raise KeyError(label)


def label_versions(texts: Mapping[str, str], draws: Mapping[str, float]) -> list[Version]:
    """Label texts without their authors, in an order drawn by lot; the same text only once.

    Args:
        texts: Correction id -> its text, of the corrections that stand, one of each worker.
        draws: Correction id -> a number drawn for it.

    Example:
        >>> texts = {"c0": "b", "c1": "a", "c2": "b"}
        >>> [
        ...     (v.label, v.text, v.listeners)
        ...     for v in label_versions(texts, {"c0": 0.9, "c1": 0.1, "c2": 0.5})
        ... ]
        [('A', 'a', 1), ('B', 'b', 2)]
    """
    by_text: dict[str, list[str]] = {}
    for correction_id in sorted(texts, key=lambda one: draws[one]):
        by_text.setdefault(texts[correction_id], []).append(correction_id)
    return [
        Version(label_at(at), text, len(ids), tuple(sorted(ids)))
        for at, (text, ids) in enumerate(by_text.items())
    ]


def label_at(at: int) -> str:
    """Make the label of a version: A, B, ... Z, then A2, B2 and so on.

    Example:
        >>> label_at(0), label_at(25), label_at(26)
        ('A', 'Z', 'A2')
    """
    times, letter = divmod(at, len(ascii_uppercase))
    return ascii_uppercase[letter] + (str(times + 1) if times else "")


def cut_passages(base: str, versions: Sequence[Version]) -> list[Passage]:
    """Cut a text into what all versions share and where they differ.

    Args:
        base: The text to line them up with: their consensus.
        versions: The versions; at least one.

    Returns:
        Passages in order. Joined, the readings of one letter are its version, but for case and
        punctuation where all agree, which are as in the base.

    Example:
        >>> versions = [
        ...     Version("A", "turn the ladder over", 1, ("c1",)),
        ...     Version("B", "Turn letter over.", 1, ("c2",)),
        ... ]
        >>> for passage in cut_passages("turn the letter over", versions):
        ...     print([(reading.words, reading.labels) for reading in passage.readings])
        [('turn', ('A', 'B'))]
        [('the ladder', ('A',)), ('letter', ('B',))]
        [('over', ('A', 'B'))]
    """
    words = base.split()
    lined_up = [_LinedUp.line_up(words, version) for version in versions]
    cuts = _differing(lined_up)
    found: list[Passage] = []
    done = 0
    labels = tuple(version.label for version in versions)
    for first, end in [*cuts, (len(words), len(words))]:
        if shared := " ".join(words[done:first]):
            found.append(Passage((Reading(shared, labels),)))
        if (first, end) in cuts:
            found.append(_differing_passage(lined_up, first, end))
        done = end
    return found


def marked(parts: Sequence[Passage], label: str) -> str:
    """Bracket what others have otherwise in a version; `[]` stands where only others have words.

    Example:
        >>> parts = [
        ...     Passage((Reading("turn", ("A", "B")),)),
        ...     Passage((Reading("the ladder", ("A",)), Reading("", ("B",)))),
        ... ]
        >>> marked(parts, "A"), marked(parts, "B")
        ('turn [the ladder]', 'turn []')
    """
    return " ".join(
        part.find_words(label) if part.is_settled else f"[{part.find_words(label)}]"
        for part in parts
    )


@dataclass(frozen=True, slots=True)
class _LinedUp:
    """A version lined up with the base.

    Attributes:
        label: Its letter.
        words: Its words.
        spans: Stretches of the base, first to end, that it has otherwise.
        first: For each boundary of the base, where a stretch that begins there begins in it.
        end: Where a stretch that ends there ends in it.
    """

    label: str
    words: Sequence[str]
    spans: Sequence[tuple[int, int]]
    first: Sequence[int]
    end: Sequence[int]

    @classmethod
    def line_up(cls, base: Sequence[str], version: Version) -> "_LinedUp":
        words = version.text.split()
        first = [len(words)] * (len(base) + 1)
        end = [0] * (len(base) + 1)
        spans = []
        for step in Levenshtein.opcodes([*map(_key, base)], [*map(_key, words)]):
            if step.tag == "equal":
                length = step.src_end - step.src_start
                pairs = [(step.src_start + k, step.dest_start + k) for k in range(length + 1)]
            else:
                spans.append((step.src_start, step.src_end))
                pairs = [(step.src_start, step.dest_start), (step.src_end, step.dest_end)]
            for ours, theirs in pairs:
                first[ours] = min(first[ours], theirs)
                end[ours] = max(end[ours], theirs)
        return cls(version.label, words, spans, first, end)


def _differing(lined_up: Sequence[_LinedUp]) -> list[tuple[int, int]]:
    """Find the spans of the base that any version has otherwise; those that touch are one."""
    merged: list[tuple[int, int]] = []
    for first, end in sorted({span for one in lined_up for span in one.spans}):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return merged


def _differing_passage(lined_up: Sequence[_LinedUp], first: int, end: int) -> Passage:
    readings: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for one in lined_up:
        words = one.words[one.first[first] : one.end[end]]
        readings.setdefault(tuple(map(_key, words)), []).append((one.label, " ".join(words)))
    return Passage(
        tuple(
            Reading(
                Counter(words for _, words in theirs).most_common(1)[0][0],
                tuple(label for label, _ in theirs),
            )
            for theirs in readings.values()
        )
    )


def _key(word: str) -> str:
    return " ".join(tokens(word, _POLICY))
