"""Files written whole or not at all."""

import errno
import os
import tempfile
from pathlib import Path

from pipeline.errors import DiskFullError, WorkspaceError


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write a file so that a reader sees the old one or the new one, never a part.

    Raises:
        DiskFullError: no room; WorkspaceError: no permission.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            os.chmod(part, 0o644)  # noqa: PTH101 - mkstemp's 0600 hides reports from readers
            Path(part).replace(path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError(
                "the disk is full",
                where=str(path),
                remedy="Free some room and run the same command again.",
            ) from error
        raise WorkspaceError(
            f"cannot be written ({error.strerror})",
            where=str(path),
            remedy="Check the path and that you may write there.",
        ) from error
    return path
