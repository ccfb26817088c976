r"""From a path in a manifest to a file in the inbox, and never to one outside it.

A manifest is other people's data: a path in it may climb out of the folder, name a device, or
follow a link to somewhere else. The real path decides, after links. Paths written on Windows
(`clips\a.wav`) or with accents composed otherwise than on this disk are found all the same.
"""

import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

OUTSIDE = "path_outside"
MISSING = "missing_file"
UNREADABLE = "unreadable"

_DRIVE = re.compile(r"[A-Za-z]:")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True)
class AudioPath:
    """What a manifest's path leads to.

    Attributes:
        file: The real path of a regular file inside the folder, or None.
        code: Empty, or `path_outside`, `missing_file` or `unreadable`.
        explanation: Empty, or why there is no file, in a sentence.
    """

    file: Path | None
    code: str = ""
    explanation: str = ""


def resolve_audio(folder: Path, path: str) -> AudioPath:
    """Finds the file a manifest's path means.

    Args:
        folder: The inbox's audio folder; nothing outside it is ever opened.
        path: The path as the manifest has it, relative to the folder.

    Returns:
        The file, or the reason code and an explanation.

    Example:
        >>> resolve_audio(Path("inbox"), "../secret.wav").code
        'path_outside'
    """
    if outside := _leads_outside(path):
        return AudioPath(None, OUTSIDE, outside)
    root = os.path.realpath(folder)
    for spelling in _spellings(path):
        try:
            real = os.path.realpath(os.path.join(root, spelling), strict=True)  # noqa: PTH118 - five times the speed of pathlib, once a row
            mode = os.stat(real).st_mode  # noqa: PTH116 - as above
        except (FileNotFoundError, NotADirectoryError, UnicodeEncodeError):
            continue
        except OSError as fault:
            return AudioPath(None, UNREADABLE, f"the file cannot be reached ({fault.strerror})")
        if real != root and not real.startswith(root.rstrip(os.sep) + os.sep):
            return AudioPath(None, OUTSIDE, "a link leads out of the inbox; put the file itself in")
        if stat.S_ISREG(mode):
            return AudioPath(Path(real))
        kind = "a folder" if stat.S_ISDIR(mode) else "a device or a pipe"
        return AudioPath(None, MISSING, f"this is {kind}, and a sound file is expected")
    return AudioPath(None, MISSING, "there is no such file in the inbox")


def _leads_outside(path: str) -> str:
    """Why a path cannot lie in the inbox, from its letters alone; empty if it can."""
    if "\0" in path:
        return "the path holds a NUL byte"
    if _URL.match(path):
        return "this is a web address; put the file itself in the inbox"
    plain = path.strip().replace("\\", "/")
    if plain.startswith("/") or _DRIVE.match(plain):
        return "an absolute path; write it relative to the inbox"
    depth = 0
    for part in plain.split("/"):
        depth += {"": 0, ".": 0, "..": -1}.get(part, 1)
        if depth < 0:
            return "'..' climbs out of the inbox"
    return ""


def _spellings(path: str) -> list[str]:
    """Ways in which the same file may be written, the manifest's own first."""
    trimmed = path.strip()
    plain = [path, trimmed, trimmed.replace("\\", "/")]
    composed = [unicodedata.normalize(form, text) for text in plain[1:] for form in ("NFC", "NFD")]
    return list(dict.fromkeys(plain + composed))
