"""The compiled inner loop of error counting: bytes in, five numbers a pair out.

Texts arrive as Arrow holds them: one buffer of UTF-8 and the offset of each text. For each pair
the loop splits both texts into words, hashes every word, sets aside the words both texts start
and end with, and runs the edit-distance recurrence (Wagner & Fischer 1974,
DOI 10.1145/321796.321811) over what is left, carrying beside each distance the number of
substitutions on the path that the documented tie-break would take (see `pipeline.text.counts`).
So no path is stored: memory grows with the length of one text, not with the product of two.
"""

import numba
import numpy as np
from numpy.typing import NDArray

SUBSTITUTIONS, DELETIONS, INSERTIONS, WORDS, HYPOTHESIS_WORDS = range(5)
COUNTED = 5
NOT_COUNTED = -1

# What a character does, where it is not simply the one it becomes: code points that no text has.
SPLITS = 32
DELETED = np.uint16(0xD800)
NOT_TABLED = 0xD801
FIRST_NON_ASCII = 128
FIRST_OF_THREE, FIRST_OF_FOUR = 0xE0, 0xF0  # bytes that begin a character of so many
# Latin, Greek and Cyrillic, and the punctuation of all of them; then, for all else, NOT_TABLED.
FIRST_UNCOMMON = 0x530
COMMON_PUNCTUATION = range(0x2000, 0x2070)
LAST_TABLED = 0x2070

# FNV-1a, 64 bits (Fowler, Noll & Vo; IETF draft-eastlake-fnv), fed one byte after the other.
_FNV_OFFSET = np.uint64(0xCBF29CE484222325)
_FNV_PRIME = np.uint64(0x00000100000001B3)

# The white space beyond ASCII that `str.split()` splits at, each as its UTF-8 read as a number.
LAST_SPACE = 0x3000
SPACES_BEYOND_ASCII = np.array(
    [
        int.from_bytes(chr(code).encode(), "big")
        for code in range(FIRST_NON_ASCII, LAST_SPACE + 1)
        if chr(code).isspace()
    ],
    np.int64,
)
WIDEST_SPACE = len(chr(LAST_SPACE).encode())
FIRST_LEAD, LAST_LEAD = chr(FIRST_NON_ASCII).encode()[0], chr(LAST_SPACE).encode()[0]

_compiled = numba.njit(cache=True, nogil=True)


@_compiled
def count_pairs(  # noqa: PLR0913 - a flat list of arrays is what compiled code takes
    references: NDArray[np.uint8],
    reference_offsets: NDArray[np.int64],
    hypotheses: NDArray[np.uint8],
    hypothesis_offsets: NDArray[np.int64],
    table: NDArray[np.uint16],
    tabled_only: bool,  # noqa: FBT001 - compiled code takes places, not names
    counts: NDArray[np.int64],
) -> None:
    """Count the errors of every pair into `counts`.

    Args:
        references: uint8, the UTF-8 of all references.
        reference_offsets: int64, one more than pairs: where each reference starts and ends.
        hypotheses: As references.
        hypothesis_offsets: As reference_offsets.
        table: uint16 (LAST_TABLED + 1,): what each character becomes; SPLITS ends a word, DELETED
            leaves no trace, and the last one is NOT_TABLED.
        tabled_only: True: pairs with a character that is NOT_TABLED or beyond the table are not
            counted, and their row is filled with NOT_COUNTED. False: bytes beyond ASCII are taken
            as they are.
        counts: int64 (pairs, COUNTED), written.
    """
    pairs = counts.shape[0]
    longest = max(_longest(reference_offsets), _longest(hypothesis_offsets))
    most_words = longest // 2 + 1
    reference_words = np.empty(most_words, np.uint64)
    hypothesis_words = np.empty(most_words, np.uint64)
    distances = np.empty(most_words + 1, np.int64)
    substitutions = np.empty(most_words + 1, np.int64)
    for pair in range(pairs):
        m = _hash_words(
            references,
            reference_offsets[pair],
            reference_offsets[pair + 1],
            table,
            tabled_only,
            reference_words,
        )
        n = _hash_words(
            hypotheses,
            hypothesis_offsets[pair],
            hypothesis_offsets[pair + 1],
            table,
            tabled_only,
            hypothesis_words,
        )
        if m == NOT_COUNTED or n == NOT_COUNTED:
            counts[pair, :] = NOT_COUNTED
            continue
        errors, substituted = _distance(
            reference_words, m, hypothesis_words, n, distances, substitutions
        )
        deleted = (errors - substituted + m - n) // 2
        counts[pair, SUBSTITUTIONS] = substituted
        counts[pair, DELETIONS] = deleted
        counts[pair, INSERTIONS] = errors - substituted - deleted
        counts[pair, WORDS] = m
        counts[pair, HYPOTHESIS_WORDS] = n


@_compiled
def _longest(offsets):  # type: ignore[no-untyped-def]
    """Tell how many bytes the longest of the texts has."""
    longest = 0
    for text in range(len(offsets) - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    return longest


@_compiled
def _hash_words(data, start, end, table, tabled_only, words):  # type: ignore[no-untyped-def]
    """Hash the words of data[start:end] into `words`; return how many, or NOT_COUNTED."""
    if tabled_only:
        return _hash_by_table(data, start, end, table, words)
    return _hash_bytes(data, start, end, table, words)


@_compiled
def _hash_by_table(data, start, end, table, words):  # type: ignore[no-untyped-def]
    """Hash what characters become; NOT_COUNTED where one is not in the table.

    Where words end nobody can foresee, least of all a processor: so every character is treated
    alike, without a jump. That the hash so far is written each time costs less.
    """
    found = 0
    inside = 0
    value = _FNV_OFFSET
    at = start
    while at < end:
        byte = data[at]
        if byte < FIRST_NON_ASCII:
            at += 1
            becomes = table[byte]
        else:
            code, width = _character(data, at, end)
            at += width
            becomes = table[code]
            if becomes == NOT_TABLED:
                return NOT_COUNTED
        splits = 1 if becomes == SPLITS else 0
        deleted = 1 if becomes == DELETED else 0
        further = (value ^ np.uint64(becomes)) * _FNV_PRIME
        words[found] = value
        found += splits & inside
        inside = inside & deleted | 1 - (splits | deleted)
        value = _FNV_OFFSET if splits else value if deleted else further
    if inside:
        words[found] = value
        found += 1
    return found


@_compiled
def _hash_bytes(data, start, end, table, words):  # type: ignore[no-untyped-def]
    """Hash bytes as they are, split at any white space."""
    found = 0
    inside = False
    value = _FNV_OFFSET
    at = start
    while at < end:
        byte = data[at]
        at += 1
        if byte < FIRST_NON_ASCII:
            splits = table[byte] == SPLITS
        else:
            more = _white_space_bytes(data, at - 1, end)
            splits = more > 0
            at += max(more - 1, 0)
        if not splits:
            value = (value ^ np.uint64(byte)) * _FNV_PRIME
            inside = True
        elif inside:
            words[found] = value
            found += 1
            inside = False
            value = _FNV_OFFSET
    if inside:
        words[found] = value
        found += 1
    return found


@_compiled
def _character(data, at, end):  # type: ignore[no-untyped-def]
    """Read one character of UTF-8: its code point, LAST_TABLED beyond the table, and its bytes."""
    lead = np.int64(data[at])
    if lead < FIRST_NON_ASCII:
        return lead, 1
    if lead < FIRST_OF_THREE and at + 1 < end:
        return (lead & 0x1F) << 6 | np.int64(data[at + 1]) & 0x3F, 2
    if lead < FIRST_OF_FOUR and at + 2 < end:
        high = (lead & 0x0F) << 12 | (np.int64(data[at + 1]) & 0x3F) << 6
        return min(high | np.int64(data[at + 2]) & 0x3F, LAST_TABLED), 3
    return LAST_TABLED, 1


@_compiled
def _white_space_bytes(data, at, end):  # type: ignore[no-untyped-def]
    """Tell how many bytes the white space at `at` takes beyond ASCII; 0 where it is none."""
    if data[at] < FIRST_LEAD or data[at] > LAST_LEAD:
        return 0
    value = np.int64(data[at])
    width = 1
    while width < WIDEST_SPACE and at + width < end:
        value = value * 256 + data[at + width]
        width += 1
        for space in SPACES_BEYOND_ASCII:
            if space == value:
                return width
    return 0


@_compiled
def _distance(reference, m, hypothesis, n, distances, substitutions):  # type: ignore[no-untyped-def]
    """Set aside the words both start and end with; measure the rest as `_recurrence` does."""
    start = 0
    while start < m and start < n and reference[start] == hypothesis[start]:
        start += 1
    while m > start and n > start and reference[m - 1] == hypothesis[n - 1]:
        m -= 1
        n -= 1
    if m == start or n == start:
        return m + n - 2 * start, 0
    return _recurrence(reference[start:m], hypothesis[start:n], distances, substitutions)


@_compiled
def _recurrence(reference, hypothesis, distances, substitutions):  # type: ignore[no-untyped-def]
    """Return the edit distance and the substitutions on the documented path."""
    m = len(reference)
    for i in range(m + 1):
        distances[i] = i
        substitutions[i] = 0
    for j, word in enumerate(hypothesis):
        diagonal, diagonal_substitutions = distances[0], substitutions[0]
        left, left_substitutions = j + 1, 0
        distances[0] = left
        for i in range(1, m + 1):
            above, above_substitutions = distances[i], substitutions[i]
            differs = reference[i - 1] != word
            best = min(min(left, above) + 1, diagonal + differs)
            if best == left + 1:
                chosen = left_substitutions
            elif above + 1 == diagonal:
                chosen = above_substitutions
            else:
                chosen = diagonal_substitutions + differs
            distances[i] = left = best
            substitutions[i] = left_substitutions = chosen
            diagonal, diagonal_substitutions = above, above_substitutions
    return distances[m], substitutions[m]
