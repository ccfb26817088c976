"""What two scripted workers typed after listening: alike, and not the same.

The first writes sentences and now and then slips on a key. The second writes in lower case
without a full stop, uses figures for some numbers, and sometimes leaves out a small word.
Which utterance gets a slip is read from a hash of its path, so the file is always the same.
"""

import hashlib

FIRST, SECOND = "worker-1", "worker-2"
FIGURES = {"two": "2", "three": "3", "seven": "7", "eight": "8", "nine": "9"}
SMALL_WORDS = ("the", "a", "to", "of", "at", "in")
SLIP_ONE_IN = 12
DROP_ONE_IN = 8
FIGURES_ONE_IN = 2
LONG_WORD = 5
BASE_SECONDS = 6.0
SECONDS_A_CHARACTER = 0.22


def dice(label: str, sides: int) -> int:
    """A number in 0..sides-1 that depends on the label alone."""
    return int.from_bytes(hashlib.sha256(label.encode()).digest()[:8], "big") % sides


def who_listens(position: int) -> tuple[str, ...]:
    """One worker or the other by turns; both for every fifth; nobody for every 35th."""
    if position % 35 == 34:  # noqa: PLR2004 - leaves a few for the person who tries the demo
        return ()
    if position % 5 == 0:
        return (FIRST, SECOND)
    return (FIRST,) if position % 2 else (SECOND,)


def slipped(words: list[str], label: str) -> list[str]:
    """Two neighbouring letters of one long word change places."""
    long = [index for index, word in enumerate(words) if len(word) > LONG_WORD]
    if not long:
        return words
    index = long[dice(label + "|where", len(long))]
    word = words[index]
    at = 1 + dice(label + "|at", len(word) - 2)
    typed = word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
    return [*words[:index], typed, *words[index + 1 :]]


def dropped(words: list[str], label: str) -> list[str]:
    """One small word is left out."""
    small = [index for index, word in enumerate(words) if index and word in SMALL_WORDS]
    if not small:
        return words
    index = small[dice(label + "|which", len(small))]
    return words[:index] + words[index + 1 :]


def typed_text(prompt: str, worker: str, path: str) -> str:
    """What this worker typed for a recording of this prompt."""
    label = f"{worker}|{path}"
    words = prompt.split()
    if worker == FIRST:
        if dice(label, SLIP_ONE_IN) == 0:
            words = slipped(words, label)
        return " ".join(words) + "."
    words = [word.lower() for word in words]
    if dice(label, DROP_ONE_IN) == 0:
        words = dropped(words, label)
    if dice(label, FIGURES_ONE_IN) == 0:
        words = [FIGURES.get(word, word) for word in words]
    return " ".join(words)


def seconds_worked(text: str, label: str) -> float:
    """Active time: listening, then typing, then a pause nobody else has."""
    return round(BASE_SECONDS + SECONDS_A_CHARACTER * len(text) + dice(label, 70) / 10, 1)


def corrections(recordings: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Rows of corrections.csv for (path, prompt) pairs, in their order."""
    rows = []
    for position, (path, prompt) in enumerate(recordings):
        for worker in who_listens(position):
            text = typed_text(prompt, worker, path)
            seconds = seconds_worked(text, f"{worker}|{path}")
            rows.append({"path": path, "worker": worker, "text": text, "seconds": f"{seconds:.1f}"})
    return rows
