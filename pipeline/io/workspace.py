"""A workspace: the folder with isogloss.toml, the store, the recordings and the secret."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.errors import WorkspaceError
from pipeline.io.audio.recordings import AudioStore
from pipeline.io.settings_file import DEFAULT_TEXT, FILE_NAME, read_settings
from pipeline.io.store import Store, open_store
from pipeline.settings import Settings

_SECRET = "secret.key"  # noqa: S105 (the name of a file, not a secret)
_SECRET_BYTES = 32
_KEY_LETTERS = 24  # 96 bits: no two speakers collide


@dataclass(frozen=True)
class Workspace:
    """One folder that holds everything of one team's collection."""

    root: Path

    @cached_property
    def settings(self) -> Settings:
        """The settings of the folder, read once."""
        return read_settings(self.root / FILE_NAME)

    @cached_property
    def store(self) -> Store:
        """The database, opened once for this process."""
        return open_store(self.store_url)

    @property
    def store_url(self) -> str:
        """Where the database is."""
        return self.settings.store.url or f"sqlite:///{self.root / 'isogloss.db'}"

    @cached_property
    def audio(self) -> AudioStore:
        """Where the recordings are."""
        return AudioStore(self.settings.store.audio_url or str(self.root / "audio"))

    @property
    def reports(self) -> Path:
        """Where reports are written."""
        return self.root / "reports"

    @property
    def cache(self) -> Path:
        """What can be made again: joined models, player files."""
        return self.root / "cache"

    @cached_property
    def _secret(self) -> bytes:
        path = self.root / _SECRET
        try:
            secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except PermissionError as error:
            raise WorkspaceError(
                "the workspace's secret may not be read",
                where=str(path),
                remedy="Ask its owner to let you read the file, or to run this for you.",
            ) from error
        except (OSError, ValueError) as error:
            raise self._secret_is_damaged() from error
        if len(secret) != _SECRET_BYTES:  # an empty one would name every speaker anew, in silence
            raise self._secret_is_damaged()
        return secret

    def _secret_is_damaged(self) -> WorkspaceError:
        return WorkspaceError(
            "the workspace's secret is missing or damaged",
            expected=f"a line of {2 * _SECRET_BYTES} hexadecimal digits",
            where=str(self.root / _SECRET),
            remedy="Restore it from a copy: without it speakers cannot be recognised again.",
        )

    def keyed(self, kind: str, *parts: str) -> str:
        """A keyed hash (HMAC-SHA-256) of an outside name: same in, same out, no way back."""
        message = "\0".join((kind, *parts)).encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()[:_KEY_LETTERS]

    def speaker_id(self, outside_id: str) -> str:
        """The id a speaker has in here."""
        return "s" + self.keyed("speaker", outside_id.strip())


def init_workspace(root: Path) -> Sequence[Path]:
    """Make a workspace, or complete one; what is there is never overwritten.

    Returns:
        The files and folders that were made.

    Raises:
        WorkspaceError: the folder cannot be written.
    """
    made: list[Path] = []
    try:
        for folder in (root, root / "inbox", root / "audio", root / "reports"):
            if not folder.exists():
                folder.mkdir(parents=True)
                made.append(folder)
        made += _write_new(root / FILE_NAME, DEFAULT_TEXT, mode=0o644)
        made += _write_new(root / _SECRET, secrets.token_hex(_SECRET_BYTES) + "\n", mode=0o600)
        made += _write_new(root / ".gitignore", "*\n", mode=0o644)
    except OSError as error:
        raise WorkspaceError(
            f"cannot be written ({error.strerror})",
            where=str(error.filename or root),
            remedy="Choose a folder you may write in: isogloss init DIR",
        ) from error
    Workspace(root).store.close()
    return made


def find_workspace(start: Path) -> Workspace:
    """The workspace of a folder or the nearest one above it.

    Raises:
        WorkspaceError: there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return Workspace(folder)
    raise WorkspaceError(
        f"no {FILE_NAME} here or in any folder above",
        where=str(start),
        remedy="Make a workspace with: isogloss init DIR, then run this inside it "
        "(or name it with --workspace DIR).",
    )


def _write_new(path: Path, text: str, *, mode: int) -> list[Path]:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return []
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
    return [path]
