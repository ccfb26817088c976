"""English contractions and clipped forms, written out.

Only where one reading is possible, or by far the likelier: `'s` behind a noun mostly marks an
owner, and stays. Sources of the forms: Quirk et al. 1985, "A Comprehensive Grammar of the English
Language", sections 3.23 (negation), 3.32-3.39 (auxiliaries).
"""

from collections.abc import Sequence

from pipeline.text.letters import listed

# Written out wherever they stand, whatever follows.
_WHOLE = {
    "won't": "will not", "can't": "can not", "shan't": "shall not", "cannot": "can not",
    "ain't": "aint", "let's": "let us", "ma'am": "madam", "d'you": "do you", "c'mon": "come on",
    "y'all": "you all", "i'ma": "i am going to",
}  # fmt: skip
# Forms of speech, not of spelling: a report says how often each was rewritten.
DIALECT = {
    "wanna": "want to", "gonna": "going to", "gotta": "got to", "kinda": "kind of",
    "sorta": "sort of", "dunno": "do not know", "imma": "i am going to", "i'ma": "i am going to",
    "woulda": "would have", "coulda": "could have", "shoulda": "should have",
    "y'all": "you all", "ain't": "aint", "'cause": "because", "cuz": "because", "coz": "because",
}  # fmt: skip
_TITLES = {
    "mr": "mister", "mrs": "missus", "st": "saint", "dr": "doctor", "prof": "professor",
    "capt": "captain", "gov": "governor", "ald": "alderman", "gen": "general", "sen": "senator",
    "rep": "representative", "pres": "president", "rev": "reverend", "hon": "honorable",
    "asst": "assistant", "assoc": "associate", "lt": "lieutenant", "col": "colonel",
    "jr": "junior", "sr": "senior", "esq": "esquire",
}  # fmt: skip
_MOST_APOSTROPHES = 6
ENDINGS_TO_READ = ("'s", "'d")
FULL = {word: full.split() for word, full in (_WHOLE | DIALECT | _TITLES).items()}
_ENDINGS = {"n't": "not", "'re": "are", "'ll": "will", "'ve": "have", "'m": "am"}
CLITICS = frozenset({*_ENDINGS, "'s", "'d", "'t"})

_HAVE = frozenset({"been", "got", "had"})
_ADVERBS = frozenset(listed("never always already just ever also not long often only recently"))
# Behind these `'s` is a verb, never an owner.
_SUBJECTS = frozenset(
    listed(
        "it he she that what who where how when why there here this everything nothing something"
    )
)
# No owner stands before these, so `'s` is a verb behind a noun too.
_NOT_OWNED = frozenset({"a", "an", "the", "not"})
# Participles that are no base form, so that `'d` before them is `had`.
_PARTICIPLES = frozenset(
    listed("""been gone done seen taken given known written spoken broken chosen driven eaten fallen
    forgotten forgiven frozen gotten grown hidden ridden risen shaken shown sung drunk begun swum
    sworn thrown torn worn woken drawn flown blown born borne bitten beaten stolen proven made
    said told sold held kept slept felt dealt meant dreamt learnt left lost sent spent built lent
    brought bought thought taught caught fought sought stood understood sat won paid laid lain had
    got heard led met fed fled found bound stuck struck swung hung begun better""")
)
# Base forms that end like participles.
_BASE_ED = frozenset(
    listed("""need feed speed bleed breed proceed succeed exceed seed heed weed embed shed wed bed
    shred sled red""")
)


def written_out(word: str) -> Sequence[str]:
    """Write out a word that needs no neighbour to be understood.

    Args:
        word: In lower case, apostrophes as `'`, none at its end.

    Returns:
        Its pieces; one that ends with `'s` or `'d` still needs `read_ending`.

    Example:
        >>> written_out("couldn't've"), written_out("john's"), written_out("gonna")
        (['could', 'not', 'have'], ["john's"], ['going', 'to'])
    """
    if word in FULL:
        return FULL[word]
    if not 0 < word.count("'") <= _MOST_APOSTROPHES:
        return [word]
    for ending, full in _ENDINGS.items():
        if word.endswith(ending):
            before = word.removesuffix(ending)
            return [*(written_out(before) if before else ()), full]
    bare = word.strip("'")
    if bare != word:
        return written_out(bare) if bare else []
    if word.endswith(ENDINGS_TO_READ):
        *first, last = written_out(word[:-2]) or [""]
        return [*first, last + word[-2:]]
    return [word]


def needs_neighbour(piece: str) -> bool:
    """Tell whether what a piece means hangs on the next one: `'s` and `'d`."""
    return piece.endswith(ENDINGS_TO_READ)


def read_ending(pieces: Sequence[str], place: int) -> tuple[int, Sequence[str]]:
    """Read `'s` and `'d` by the word before them and the word behind them.

    Example:
        >>> [read_ending(text.split(), 0)[1] for text in ("it's here", "it's been", "john's car")]
        [['it', 'is'], ['it', 'has'], ["john's"]]
        >>> read_ending("he'd never seen".split(), 0)[1], read_ending("he'd see".split(), 0)[1]
        (['he', 'had'], ['he', 'would'])
    """
    stem, ending = pieces[place][:-2], pieces[place][-1]
    verb = _of_d(pieces, place) if ending == "d" else _of_s(stem, pieces, place)
    return place + 1, [stem, verb] if verb else [pieces[place]]


def _of_s(stem: str, pieces: Sequence[str], place: int) -> str:
    following = _following(pieces, place)
    next_piece = pieces[place + 1].partition("'")[0] if place + 1 < len(pieces) else ""
    if following in _HAVE or next_piece == "gone":
        return "has"
    return "is" if stem in _SUBJECTS or next_piece in _NOT_OWNED else ""


def _of_d(pieces: Sequence[str], place: int) -> str:
    following = _following(pieces, place)
    regular = following.endswith("ed") and following not in _BASE_ED
    return "had" if regular or following in _PARTICIPLES else "would"


def _following(pieces: Sequence[str], place: int) -> str:
    """Find the next word that is no adverb."""
    for word in pieces[place + 1 : place + 4]:
        piece = word.partition("'")[0]
        if piece not in _ADVERBS:
            return piece
    return ""
