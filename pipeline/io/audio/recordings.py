"""Recordings under their content hash, the bytes as uploaded, in a folder or a bucket."""

import errno
import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from pipeline.errors import DiskFullError, WorkspaceError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_BLOCK = 1 << 20


def compute_sha256(stream: IO[bytes]) -> str:
    """Hash an open file from its start; its position goes back to the start."""
    stream.seek(0)
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    stream.seek(0)
    return digest.hexdigest()


@dataclass(frozen=True)
class AudioStore:
    """A place for recordings, named by what they hold, so that writing twice changes nothing.

    Args:
        url: a folder, or any address fsspec knows (s3://bucket/folder, memory://x).
    """

    url: str

    def put(self, stream: IO[bytes], audio_sha256: str) -> None:
        """Keep the bytes of an open file, whole or not at all.

        Raises:
            DiskFullError: no room; WorkspaceError: no permission.
        """
        filesystem, root = self._place()
        target = _path(root, audio_sha256)
        if filesystem.exists(target):
            return
        part = f"{target}.{secrets.token_hex(4)}.part"  # two runs may keep the same recording
        try:
            filesystem.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
            stream.seek(0)
            with filesystem.open(part, "wb") as out:
                while block := stream.read(_BLOCK):
                    out.write(block)
            filesystem.mv(part, target)
        except OSError as error:
            with suppress(OSError):
                filesystem.rm_file(part)
            raise _as_user_error(error, self.url) from error

    def open(self, audio_sha256: str) -> BinaryIO:
        """Open the bytes of a recording as they were uploaded, as a file that can seek.

        Raises:
            WorkspaceError: the recording is not there; the database says it should be.
        """
        filesystem, root = self._place()
        try:
            return cast("BinaryIO", filesystem.open(_path(root, audio_sha256), "rb"))
        except FileNotFoundError as error:
            raise WorkspaceError(
                f"the recording {audio_sha256[:12]} is missing",
                where=self.url,
                remedy="Restore the audio folder from a copy, or collect the recording again.",
            ) from error

    def holds(self, audio_sha256: str) -> bool:
        """Tell whether a recording is kept here."""
        filesystem, root = self._place()
        return bool(filesystem.exists(_path(root, audio_sha256)))

    def delete(self, audio_sha256: str) -> bool:
        """Erase a recording; tell whether there was one."""
        filesystem, root = self._place()
        target = _path(root, audio_sha256)
        if not filesystem.exists(target):
            return False
        filesystem.rm_file(target)
        return True

    def names(self) -> list[str]:
        """List the hashes of all recordings that are kept."""
        filesystem, root = self._place()
        if not filesystem.exists(root):
            return []
        return [str(path).rsplit("/", 1)[-1] for path in filesystem.find(root)]

    def local_path(self, audio_sha256: str) -> Path | None:
        """Name the file itself where the store is a folder, for a player or a link; else None."""
        filesystem, root = self._place()
        if "file" not in _protocols(filesystem):
            return None
        return Path(_path(root, audio_sha256))

    def drop_parts(self) -> int:
        """Remove what a killed run left half written; tell how many files that were."""
        filesystem, root = self._place()
        if not filesystem.exists(root):
            return 0
        parts = [path for path in filesystem.find(root) if path.endswith(".part")]
        for path in parts:
            filesystem.rm_file(path)
        return len(parts)

    def _place(self) -> tuple["AbstractFileSystem", str]:
        return _place(self.url)


@lru_cache(maxsize=16)
def _place(url: str) -> tuple["AbstractFileSystem", str]:
    """Find where an address leads; once, for a collection asks ten thousand times."""
    import fsspec

    try:
        # What another process has put there meanwhile must be seen: no listing is remembered.
        filesystem, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        scheme = url.split("://", maxsplit=1)[0]
        raise WorkspaceError(
            f"what reads {scheme}:// is not installed ({error})",
            where="store.audio_url",
            remedy="For S3 and its like: pip install 'isogloss[s3]'; else what is named here.",
        ) from error
    except ValueError as error:
        raise WorkspaceError(
            f"{url!r} cannot be read ({error})",
            expected="a folder, or an address such as s3://bucket/folder",
            where="store.audio_url",
        ) from error
    return filesystem, root.rstrip("/")


def _path(root: str, audio_sha256: str) -> str:
    return f"{root}/{audio_sha256[:2]}/{audio_sha256}"


def _protocols(filesystem: "AbstractFileSystem") -> tuple[str, ...]:
    names = filesystem.protocol
    return (names,) if isinstance(names, str) else tuple(names)


def _as_user_error(error: OSError, where: str) -> WorkspaceError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError(
            "the disk is full",
            where=where,
            remedy="Free some room and run the same command again; what was saved is kept.",
        )
    return WorkspaceError(
        f"cannot be written ({error.strerror or error})",
        where=where,
        remedy="Check that you may write there.",
    )
