"""The flags that a worker may raise on a recording, and which of them hold it back from others."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason to flag an utterance.

    Attributes:
        code: What is stored.
        says: What the worker reads.
        holds_back: Nobody else hears it until a lead has looked. Not so for what one listener
            could not make out: an accent that one worker finds unintelligible another may know
            well, and speech must not leave the data because the wrong person heard it first.
    """

    code: str
    says: str
    holds_back: bool


_FLAGS = (
    Flag("unintelligible", "nothing can be made out", holds_back=False),
    Flag("wrong_language", "another language than asked for", holds_back=False),
    Flag("two_voices", "more than one person speaks", holds_back=False),
    Flag("personal_data", "a name, number or address that should not be here", holds_back=True),
    Flag("harmful", "harmful or illegal content", holds_back=True),
)

FLAGS: Mapping[str, Flag] = MappingProxyType({flag.code: flag for flag in _FLAGS})
_SHORTEST_START = 3  # letters
HOLDING_BACK: tuple[str, ...] = tuple(flag.code for flag in _FLAGS if flag.holds_back)


def find_flag(typed: str, names: Mapping[str, str] | None = None) -> Flag | None:
    """Find the flag a worker means by its number in the list, its name, or the start of its name.

    A start needs three letters: one letter is a slip of the finger (`u` is also undo), and a flag
    takes a recording out of the usual way.

    Args:
        typed: What they typed; spaces and underscores are the same.
        names: Code -> what the flag is called in the worker's language, beside the code.

    Returns:
        The flag, or None where there is none or more than one.

    Example:
        >>> find_flag("2").code, find_flag("Personal data").code, find_flag("two").code
        ('wrong_language', 'personal_data', 'two_voices')
        >>> find_flag("u") is None, find_flag("9") is None, find_flag("") is None
        (True, True, True)
    """
    wanted = "_".join(typed.casefold().split())
    if wanted.isdecimal():
        at = int(wanted)
        return _FLAGS[at - 1] if 1 <= at <= len(_FLAGS) else None
    if len(wanted) < _SHORTEST_START:
        return None
    found = [flag for flag in _FLAGS if any(_begins(one, wanted) for one in _called(flag, names))]
    return found[0] if len(found) == 1 else None


def _called(flag: Flag, names: Mapping[str, str] | None) -> tuple[str, ...]:
    return (flag.code, (names or {}).get(flag.code, flag.code))


def _begins(name: str, wanted: str) -> bool:
    return "_".join(name.casefold().split()).startswith(wanted)
