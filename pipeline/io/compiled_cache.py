"""A place for compiled code where the installation and the home folder cannot be written.

Numba keeps what it compiled beside the source or in the user's cache folder; where it may write
neither (a container that runs under any user id), it refuses to compile at all.
"""

import os
import stat
import tempfile
from pathlib import Path

_VARIABLE = "NUMBA_CACHE_DIR"


def ensure_compiled_cache() -> None:
    """Name a private temporary folder in NUMBA_CACHE_DIR if nothing else can be written."""
    installed = Path(__file__).parent.parent
    home = Path("~").expanduser()
    if os.environ.get(_VARIABLE) or os.access(installed, os.W_OK) or os.access(home, os.W_OK):
        return
    os.environ[_VARIABLE] = str(_private_folder(Path(tempfile.gettempdir())))


def _private_folder(temporary: Path) -> Path:
    """Ours alone: compiled code is run, so a folder that others may write in is not trusted."""
    folder = temporary / f"isogloss-compiled-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return Path(tempfile.mkdtemp(prefix="isogloss-compiled-"))
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    private = not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return folder if ours and private else Path(tempfile.mkdtemp(prefix="isogloss-compiled-"))
