"""Weights: their hash, and a model in several parts joined once into a cache."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pipeline.errors import DiskFullError, RecogniserError
from pipeline.io.recognisers.packaged_models import WEIGHTS

_CHUNK_BYTES = 1 << 20
_LEFT_BEHIND_S = 3600.0  # joining takes seconds, and writes all the while


def weights_sha256(weights: Path) -> str:
    """Hash a file, streamed; once a process while its size and its time of change stay.

    Hashing 75 MB takes about 0.07 s, a tenth of importing the engine, so there is no marker on
    disk: a marker is one more thing that can be wrong.

    Raises:
        RecogniserError: The file cannot be read.
    """
    try:
        state = weights.stat()
        return _hash_file(weights, state.st_size, state.st_mtime_ns)
    except OSError as error:
        raise RecogniserError(
            f"the model cannot be read ({error.strerror})",
            where=str(weights),
            remedy="Mend its permissions, or name another model as asr.model.",
        ) from error


@lru_cache(maxsize=16)
def _hash_file(weights: Path, size: int, mtime_ns: int) -> str:  # size, time: key
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_weights(weights: Path, expected: str) -> str:
    """Hash the weights, and compare with the hash that is expected, where one is.

    Raises:
        RecogniserError: Another hash; the message names file, found and expected.
    """
    found = weights_sha256(weights)
    if expected and found != expected.lower():
        raise wrong_weights(weights, found, expected)
    return found


def wrong_weights(weights: Path, found: str, expected: str) -> RecogniserError:
    """Make the error for weights that are not the ones asked for."""
    return RecogniserError(
        f"the model's sha256 is {found}",
        expected=expected,
        where=str(weights),
        remedy="Another or a damaged model: install it again, "
        "or change asr.model_sha256 if this is the one you want.",
    )


def join_model(parts: Sequence[Path], beside: Sequence[str], target: Path, expected: str) -> Path:
    """Join the parts of a model's weights into a folder, unless that is done already.

    The folder appears whole or not at all: it is made beside the target and renamed, so that
    two processes at once, or a kill in the middle, leave no half model. Whoever comes second
    uses what the first has made.

    Args:
        parts: Pieces of the weights, in order.
        beside: Names of files to copy from the folder of the first part.
        target: The folder to make; its name should change with the hash.
        expected: The sha256 of the whole.

    Returns:
        The target.

    Raises:
        RecogniserError: The parts do not join to the expected hash, or cannot be read.
        DiskFullError: No room for the joined model.
    """
    weights = target / WEIGHTS
    if weights.is_file() and weights_sha256(weights) == expected:
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        making = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            _write_joined(parts, beside, making, expected)
            _put_in_place(making, target, expected)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    except OSError as error:
        raise _not_joined(target, error) from error
    return target


def _sweep(target: Path) -> None:
    """Remove what runs that were killed left half joined: nothing has grown in it for long."""
    for folder in target.parent.glob(f".{target.name}-*"):
        try:
            newest = max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
        except OSError:
            continue  # another process finished with it, or swept it, this moment
        if _read_clock_of_disk(target.parent) - newest > _LEFT_BEHIND_S:
            shutil.rmtree(folder, ignore_errors=True)


def _read_clock_of_disk(folder: Path) -> float:
    """Read the clock of the file system, which may be another machine's."""
    with tempfile.TemporaryFile(dir=folder) as file:
        return os.fstat(file.fileno()).st_mtime


def _write_joined(
    parts: Sequence[Path], beside: Sequence[str], folder: Path, expected: str
) -> None:
    digest = hashlib.sha256()
    with (folder / WEIGHTS).open("wb") as whole:
        for part in parts:
            with part.open("rb") as piece:
                while chunk := piece.read(_CHUNK_BYTES):
                    digest.update(chunk)
                    whole.write(chunk)
        whole.flush()
        os.fsync(whole.fileno())
    if digest.hexdigest() != expected:
        raise wrong_weights(parts[0], digest.hexdigest(), expected)
    for name in beside:
        shutil.copyfile(parts[0].parent / name, folder / name)


def _put_in_place(making: Path, target: Path, expected: str) -> None:
    try:
        making.rename(target)
        return
    except OSError as error:
        if error.errno not in (errno.EEXIST, errno.ENOTEMPTY, errno.EACCES) or not target.is_dir():
            raise
    weights = target / WEIGHTS
    if weights.is_file() and weights_sha256(weights) == expected:
        return  # another process was quicker
    # A damaged folder stands there. It is moved aside whole, so that nobody sees it half gone.
    aside = making.with_name(f"{making.name}-damaged")
    target.rename(aside)
    making.rename(target)
    shutil.rmtree(aside, ignore_errors=True)


def _not_joined(target: Path, error: OSError) -> RecogniserError | DiskFullError:
    if error.errno == errno.ENOSPC:
        return DiskFullError(
            "no room to join the parts of the model",
            where=str(target),
            remedy="Make room, then run it again.",
        )
    return RecogniserError(
        f"the parts of the model cannot be joined ({error.strerror})",
        where=error.filename or str(target),
        remedy="Mend the permissions, or install the model's packages again.",
    )
