"""What is kept of a text that a worker typed: all of it, on one line, without invisible traps."""

import re
import unicodedata

_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
# Control characters, direction overrides and halves of surrogate pairs: they come from a paste or
# a recogniser, no key types them, and a text that holds them reads otherwise than it is stored.
# Joiners and single direction marks stay: Persian, Arabic and Indic spelling needs them.
_UNTYPABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def one_line(text: str) -> str:
    r"""The text as it is stored in a correction.

    Line breaks and tabs become a space, control characters and direction overrides are dropped,
    the ends are stripped and letters are composed (Unicode NFC, so that one text is one sequence
    of characters whatever keyboard typed it). Everything else stays as typed: case, punctuation,
    the number of inner spaces.

    Example:
        >>> one_line("  Well,\tI'm  gonna\x1b go.\n")
        "Well, I'm  gonna go."
    """
    without_breaks = _BREAKS.sub(" ", text)
    return unicodedata.normalize("NFC", _UNTYPABLE.sub("", without_breaks)).strip()
