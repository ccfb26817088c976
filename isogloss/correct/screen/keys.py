"""Which key does what, and what a worker may choose instead in `review.keys`.

Ordinary typing keys belong to the text. Keys that terminals keep for themselves are not taken:
Ctrl+S and Ctrl+Q stop and start output, Ctrl+Z is the text's own undo, Ctrl+H, I, J and M arrive
as backspace, tab and Enter, F1, F10 and F11 open a terminal's help, menu and full screen. What
scrolls, copies and pastes stays with the text too.
"""

import re
from collections.abc import Mapping

from pipeline.errors import SettingsError

DEFAULT_KEYS: Mapping[str, str] = {
    "play": "f2",
    "last_second": "f3",
    "loop": "f4",
    "slower": "f5",
    "faster": "f6",
    "accept": "f7",
    "save": "f8",
    "skip": "f9",
    "flag": "ctrl+r",
    "undo": "ctrl+t",
    "help": "ctrl+g",
    "stop": "ctrl+d",
}
"""What is done -> key, in the order in which they are shown."""

_KEY = re.compile(r"(?:(?:shift|ctrl|alt)\+)?f(?:[1-9]|1[0-2])|ctrl\+[a-z]|alt\+[a-z0-9]|enter")
_TAKEN: Mapping[str, str] = {
    **dict.fromkeys(("ctrl+s", "ctrl+q"), "stops and starts a terminal's output"),
    **dict.fromkeys(("ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"), "arrives as another key"),
    "ctrl+c": "ends the work",
    **dict.fromkeys(("ctrl+x", "ctrl+v", "ctrl+z", "ctrl+y"), "edits the text"),
}


def choose_keys(wanted: Mapping[str, str]) -> dict[str, str]:
    """Choose the keys of the settings, and the usual ones where those name none.

    Args:
        wanted: `review.keys`: what is done -> key.

    Raises:
        SettingsError: It names what is not done here, a key that cannot be used, or one key for
            two things; all of them are told at once.

    Example:
        >>> choose_keys({"play": "Alt+P"})["play"]
        'alt+p'
    """
    chosen = {action: key.strip().lower() for action, key in wanted.items()}
    keys = {**DEFAULT_KEYS, **{a: key for a, key in chosen.items() if a in DEFAULT_KEYS}}
    faults = [
        *(f"{action}: nothing is called so" for action in chosen if action not in DEFAULT_KEYS),
        *(
            f"{action} = {key!r:.40}: {why}"
            for action, key in chosen.items()
            if (why := _refuse_key(key))
        ),
        *_find_clashes(keys),
    ]
    if faults:
        raise SettingsError(
            f"{len(faults)} key(s) cannot be used",
            expected=f"one of {', '.join(DEFAULT_KEYS)} = f2, shift+f2, ctrl+t, alt+p or enter, "
            "each key once",
            where="isogloss.toml, review.keys",
            offenders=faults,
        )
    return keys


def write_key(key: str) -> str:
    """Write a key as it is printed on a keyboard.

    Example:
        >>> write_key("ctrl+t"), write_key("f2")
        ('Ctrl+T', 'F2')
    """
    return "+".join(part.capitalize() for part in key.split("+"))


def _refuse_key(key: str) -> str:
    """Say why a key cannot be used; empty where it can."""
    if key in _TAKEN:
        return _TAKEN[key]
    return "" if _KEY.fullmatch(key) else "no such key, or one that types"


def _find_clashes(keys: Mapping[str, str]) -> list[str]:
    used: dict[str, list[str]] = {}
    for action, key in keys.items():
        used.setdefault(key, []).append(action)
    return [f"{key!r} is for {' and '.join(users)}" for key, users in used.items() if users[1:]]
