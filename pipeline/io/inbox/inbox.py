"""An inbox: a folder of recordings and the manifest that says whose they are.

Which kind of inbox it is shows in what lies there. If several kinds do, the first of these is
read and the others are named in a remark: `manifest.csv` is written for us, so whoever adds one
to a Common Voice release means it; then `validated.tsv` with `clips/`; then a NeMo manifest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pipeline.collect.consent import split_purposes
from pipeline.collect.intake import DUPLICATE, NO_CONSENT, ManifestRow, RefusedRow
from pipeline.errors import InboxError
from pipeline.io.inbox.manifests import (
    FIELDS,
    Manifest,
    Row,
    open_common_voice,
    open_nemo,
    open_our_manifest,
)
from pipeline.io.inbox.repeats import ManifestRepeats, Repeat
from pipeline.io.tables.column_names import nearest
from pipeline.tables import PURPOSES

MANIFEST = "manifest.csv"
COMMON_VOICE = "validated.tsv"
CLIPS = "clips"
BATCH_ROWS = 5_000

_SNIFFED_BYTES = 65_536
_TABLES = (".csv", ".tsv", ".txt")
_WHAT_WE_READ = (
    f"{MANIFEST}, a Common Voice release ({COMMON_VOICE} and the folder {CLIPS}/), "
    "or a NeMo manifest (*.jsonl or *.json with audio_filepath)"
)

Kind = Literal["manifest", "common_voice", "nemo"]


@dataclass(frozen=True)
class RowBatch:
    """A stretch of a manifest.

    Attributes:
        rows: Rows that could be read, each path once.
        refused: Rows that could not, and repetitions.
    """

    rows: tuple[ManifestRow, ...]
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True)
class Inbox:
    """A folder of recordings whose manifest has been opened.

    Attributes:
        folder: The inbox.
        audio_folder: Where paths of the manifest start: the inbox, or its `clips/`.
        kind: Ours, a Common Voice release, or NeMo's.
        manifest_file: The manifest.
        consent_for_release: Purposes for rows of a published release that name none.
        remarks: What had to be assumed, a sentence each, to be told to whoever collects.
    """

    folder: Path
    audio_folder: Path
    kind: Kind
    manifest_file: Path
    consent_for_release: tuple[str, ...]
    remarks: tuple[str, ...]
    manifest: Manifest

    def rows(self, batch_rows: int = BATCH_ROWS) -> Iterator[RowBatch]:
        """Reads the manifest from its first row, in flat memory.

        A path that came before is refused as `duplicate`, with the number of the row that holds
        it; the first one counts. A refused row without consent keeps no path.

        Args:
            batch_rows: The most lines of the manifest to hold at once.

        Yields:
            Batches in the order of the manifest; none for a manifest without rows.
        """
        seen = ManifestRepeats()
        for cells in self.manifest.blocks(batch_rows):
            repeats = seen.repeats(cells.lines, cells.rows)
            rows = [
                _row(line, row, self.consent_for_release)
                for line, row in zip(cells.lines, cells.rows, strict=True)
            ]
            refused = [*cells.refused, *(_refuse(rows[i], at) for i, at in repeats.items())]
            if repeats:
                rows = [row for index, row in enumerate(rows) if index not in repeats]
            if rows or refused:
                refused.sort(key=lambda row: row.row_number)
                yield RowBatch(tuple(rows), tuple(refused))


def _row(line: int, cells: Row, consent_for_release: tuple[str, ...]) -> ManifestRow:
    return ManifestRow(line, *cells[:-1], _words(cells[-1]) or consent_for_release)


_words = lru_cache(maxsize=1024)(split_purposes)


def _refuse(row: ManifestRow, before: Repeat) -> RefusedRow:
    if not row.consent:
        explanation = f"no consent is recorded, and row {before.line} names the same recording"
        return RefusedRow(row.row_number, "", NO_CONSENT, "", explanation)
    explanation = (
        f"the same row as row {before.line}"
        if before.same
        else f"row {before.line} names the same recording with other values; the first counts"
    )
    return RefusedRow(row.row_number, row.path, DUPLICATE, str(before.line), explanation)


def open_inbox(folder: Path, *, consent_for_release: tuple[str, ...] = ()) -> Inbox:
    """Opens a folder of recordings by the manifest that lies in it.

    Args:
        folder: The inbox.
        consent_for_release: What the rows of a published release (Common Voice, NeMo) that say
            nothing of consent are taken to allow. A licence is no answer to the question what
            a speaker agreed to, so nobody but the team can give it; empty, the default, has
            such rows refused.

    Returns:
        The inbox, its rows unread.

    Raises:
        InboxError: if there is no such folder, no manifest in it, or a manifest that cannot be
            read at all; the message says what was looked for.
    """
    unknown = sorted(set(consent_for_release) - set(PURPOSES))
    if unknown:
        raise InboxError(
            f"consent_for_release names no purpose: {', '.join(map(repr, unknown))}",
            expected=f"some of {', '.join(PURPOSES)}",
            remedy="Correct it under [consent] in isogloss.toml.",
        )
    kinds = _kinds(folder)
    if not kinds:
        raise _nothing_found(folder)
    (kind, file), *others = kinds
    manifest = _OPENERS[kind](file)
    remarks = list(manifest.remarks)
    if others:
        names = ", ".join(other.name for _, other in others)
        remarks.append(f"{file.name} was read; beside it, and not read: {names}.")
    if kind != "manifest" and not consent_for_release:
        remarks.append(
            f"{file.name} comes from a published release: rows that name no consent are refused "
            "until consent_for_release under [consent] in isogloss.toml says what it allows."
        )
    return Inbox(
        folder=folder,
        audio_folder=_clips(folder) if kind == "common_voice" else folder,
        kind=kind,
        manifest_file=file,
        consent_for_release=() if kind == "manifest" else consent_for_release,
        remarks=tuple(remarks),
        manifest=manifest,
    )


_OPENERS: dict[Kind, Callable[[Path], Manifest]] = {
    "manifest": open_our_manifest,
    "common_voice": open_common_voice,
    "nemo": open_nemo,
}


def _kinds(folder: Path) -> list[tuple[Kind, Path]]:
    """The manifests in a folder, the one to read first."""
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except FileNotFoundError as fault:
        raise InboxError(
            "there is no such folder", where=str(folder), remedy="Check the path."
        ) from fault
    except NotADirectoryError as fault:
        raise InboxError(
            "this is a file",
            expected="the folder that holds the recordings and their manifest",
            where=str(folder),
            remedy=f"Give {str(folder.parent)!r}.",
        ) from fault
    except OSError as fault:
        raise InboxError(
            f"the folder cannot be read ({fault.strerror})",
            where=str(folder),
            remedy="Check who may read it.",
        ) from fault
    kinds: list[tuple[Kind, Path]] = []
    if MANIFEST in names:
        kinds.append(("manifest", folder / MANIFEST))
    if COMMON_VOICE in names and (folder / CLIPS).is_dir():
        kinds.append(("common_voice", folder / COMMON_VOICE))
    kinds.extend(("nemo", file) for file in _nemo_files(folder, names))
    if [kind for kind, _ in kinds[:2]] == ["nemo", "nemo"]:
        raise InboxError(
            "several NeMo manifests lie here",
            expected="one",
            where=str(folder),
            remedy="Join them into one file, or give each a folder of its own.",
            offenders=[file.name for _, file in kinds],
        )
    return kinds


def _nemo_files(folder: Path, names: list[str]) -> list[Path]:
    files = [folder / name for name in names if name.lower().endswith((".json", ".jsonl"))]
    return [file for file in files if _starts_like_nemo(file)]


def _starts_like_nemo(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            start = opened.read(_SNIFFED_BYTES)
    except OSError:
        return False
    return b"audio_filepath" in start.replace(b"\0", b"")


def _nothing_found(folder: Path) -> InboxError:
    names = sorted(entry.name for entry in folder.iterdir())
    if COMMON_VOICE in names:
        remedy = f"{COMMON_VOICE} is here, but the folder {CLIPS}/ beside it is not: unpack it."
    elif near := nearest(MANIFEST, [name for name in names if name.lower().endswith(_TABLES)]):
        remedy = f"Did you mean {near!r}? Rename it to {MANIFEST}."
    else:
        columns = ",".join(FIELDS)
        remedy = f"Write a {MANIFEST} with the columns {columns}, a line for each recording."
    return InboxError(
        f"no manifest among {len(names)} entries" if names else "the folder is empty",
        expected=_WHAT_WE_READ,
        where=str(folder),
        remedy=remedy,
        offenders=names,
    )


def _clips(folder: Path) -> Path:
    """The clips of a release, which must lie in it and not behind a link to elsewhere."""
    clips = folder / CLIPS
    if not clips.resolve().is_relative_to(folder.resolve()):
        raise InboxError(
            f"{CLIPS}/ is a link that leads out of the inbox",
            where=str(folder),
            remedy=f"Put the folder itself there, or collect from {str(clips.resolve().parent)!r}.",
        )
    return clips
