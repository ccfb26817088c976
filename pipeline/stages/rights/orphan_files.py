"""Files that outlived their rows: recordings, reports, players' and bleeped copies of what is gone.

A file goes when the store no longer knows the utterance it belongs to or names, whoever's it was.
So an erasure that was cut off between the database and the files is finished by the next one,
which can no longer ask which utterances there were.
"""

import glob
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from pipeline.io.workspace import Workspace

_UTTERANCE_ID = re.compile(rb"(?<![0-9A-Za-z])u[0-9a-f]{24}(?![0-9a-f])")


def erase_recordings(workspace: Workspace) -> int:
    """Erase every recording that no row owns, what a killed run left among them.

    Nobody else writes meanwhile: a collection that runs beside this one keeps a recording before
    it writes its row, and in its own transaction sees whether the recording is still there.
    """
    with workspace.store.writing():
        owned = set(workspace.store.read("utterances", columns=["audio_sha256"])["audio_sha256"])
        derived = workspace.store.read("redactions", columns=["derived_sha256"])
        owned |= set(derived["derived_sha256"])
        return sum(
            workspace.audio.delete(name) for name in workspace.audio.names() if name not in owned
        )


def erase_report_files(workspace: Workspace, naming: Collection[str] = ()) -> list[str]:
    """Erase the reports, and their copies of recordings, that name an utterance that is gone.

    Args:
        workspace: Where.
        naming: Utterances that are not gone, but whose texts and sound must not be shown as they
            were.

    Returns:
        The paths, in order.
    """
    known = {
        utterance_id.encode()
        for utterance_id in workspace.store.read("utterances", columns=["utterance_id"])[
            "utterance_id"
        ]
    } - {utterance_id.encode() for utterance_id in naming}
    written = [Path(path) for path in workspace.store.read("report_files")["path"]]
    candidates = {*written, *_half_written(written), *_under(workspace.reports)}
    erased = [
        str(path) for path in sorted(candidates) if path.is_file() and _is_left_over(path, known)
    ]
    for path in erased:
        Path(path).unlink(missing_ok=True)
    with workspace.store.writing() as transaction:
        transaction.delete("report_files", "path", erased)
    return erased


def _under(folder: Path) -> Iterator[Path]:
    return folder.rglob("*") if folder.is_dir() else iter(())


def _half_written(pages: Iterable[Path]) -> Iterator[Path]:
    """Find what a killed run left of pages that were written outside the workspace."""
    for page in pages:
        yield from page.parent.glob(f".{glob.escape(page.name)}.*.part")


def _is_left_over(path: Path, known: Collection[bytes]) -> bool:
    if path.suffix == ".part":
        return True
    content = b"" if path.suffix == ".wav" else path.read_bytes()
    named = _UTTERANCE_ID.findall(path.name.encode("utf-8", "surrogateescape") + b"\n" + content)
    return any(utterance_id not in known for utterance_id in named)
