"""Checks the corrector's texts against the code: `python docs/check_words.py` exits 1 with faults.

Every text that the code asks for must be there, every text that is there must be asked for, and
every sentence of the parts below that has a French form must still be said there.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from isogloss.correct.desk.lines import LINES
from isogloss.correct.desk.words import FROM_BELOW, SHARED
from isogloss.correct.screen.words import SCREEN

_ROOT = Path(__file__).parents[1]
_CATALOGUE = {**SHARED, **LINES, **SCREEN}
_ASKED = re.compile(r"(?:\bwords|\bsay|_words|_is_so|_ask_letter)\(\s*[\"']([\w.]+)[\"']")
# Keys that the code puts together from one of these and a code.
_MADE = ("flag.", "outcome.", "key.", "help.", "saved.", "standing.")


def faults() -> Iterator[str]:
    """Find what does not fit together."""
    sources = (_ROOT / "isogloss" / "correct").rglob("*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    for key in sorted(set(_ASKED.findall(text)) - _CATALOGUE.keys()):
        yield f"{key}: the corrector asks for this text, and there is none"
    for key in _CATALOGUE:
        # Each stands once where it is defined, and once at least where it is used.
        named = len(re.findall(f"[\"']{re.escape(key)}[\"']", text))
        if not key.startswith(_MADE) and named < 2:  # noqa: PLR2004 - see above
            yield f"{key}: nothing asks for this text"
    for sentence in sorted(FROM_BELOW.keys() - _said_below()):
        yield f"{sentence!r}: no part below says this any more"


def _said_below() -> set[str]:
    pipeline = _ROOT / "pipeline"
    below = [*(pipeline / "io").rglob("*.py"), *(pipeline / "review").rglob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in below]
    nodes = (node for tree in trees for node in ast.walk(tree))
    constants = (node.value for node in nodes if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def main() -> int:
    """Print the faults; 1 where there are some."""
    found = list(faults())
    for fault in found:
        sys.stderr.write(f"docs/check_words.py: {fault}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
