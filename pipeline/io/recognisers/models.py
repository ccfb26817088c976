"""Find the model that `asr.model` names: a path, an installed package, or a download."""

import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import RecogniserError
from pipeline.io.recognisers.joined_models import check_weights, join_model
from pipeline.io.recognisers.packaged_models import PACKAGED, WEIGHTS, Packaged, installed_parts

_ANSWER_WITHIN_S = 10.0
_NAME_LETTERS = 12


@dataclass(frozen=True)
class FoundModel:
    """A model on this machine, its weights checked.

    Attributes:
        name: As the settings call it.
        path: The folder with the weights and what belongs beside them.
        sha256: Of the weights.
        source: `path`, `package` or `download`.
    """

    name: str
    path: Path
    sha256: str
    source: str


def find_model(name: str, cache: Path, sha256: str = "") -> FoundModel:
    """Find a model and check its weights.

    A folder of that name wins, then an installed package, then what was downloaded before,
    then a download. The network is not touched unless all others fail.

    Args:
        name: The setting `asr.model`.
        cache: A folder of ours, for models that come in parts.
        sha256: The setting `asr.model_sha256`; empty: the sum we know of the package, if any.

    Raises:
        RecogniserError: No such model (with three ways out), or other weights than expected.
        DiskFullError: No room to join the parts.

    Example:
        >>> find_model("nothing-like-it", Path("cache"))
        Traceback (most recent call last):
        ...
        pipeline.errors.RecogniserError: asr.model: no model 'nothing-like-it' ...
    """
    folder = Path(name).expanduser()
    if (folder / WEIGHTS).is_file():
        return _checked(name, folder, sha256, "path")
    packaged = PACKAGED.get(name)
    parts = installed_parts(packaged) if packaged else ()
    if packaged and parts:
        expected = sha256 or packaged.sha256
        return _checked(name, _package_folder(packaged, parts, cache), expected, "package")
    if folder.exists() or folder.is_absolute():
        raise _not_a_model(folder)
    return _checked(name, _downloaded(name), sha256, "download")


def installed_models() -> Mapping[str, str]:
    """Map the models that installed packages bring to these packages; nothing is read or joined."""
    return {
        name: " + ".join(dict.fromkeys(package for package, _ in packaged.parts))
        for name, packaged in PACKAGED.items()
        if installed_parts(packaged)
    }


def look_for_model(name: str) -> str:
    """Tell in words where a model is; nothing is joined, hashed or downloaded.

    Raises:
        RecogniserError: It is not on this machine (with three ways out).
    """
    folder = Path(name).expanduser()
    if (folder / WEIGHTS).is_file():
        return str(folder)
    installed = installed_models()
    if name in installed:
        return installed[name]
    if folder.exists() or folder.is_absolute():
        raise _not_a_model(folder)
    if kept := _downloaded_before(name):
        return str(kept)
    raise _missing(name, "it was not downloaded yet")


def _checked(name: str, folder: Path, expected: str, source: str) -> FoundModel:
    return FoundModel(name, folder, check_weights(folder / WEIGHTS, expected), source)


def _package_folder(packaged: Packaged, parts: tuple[Path, ...], cache: Path) -> Path:
    if len(parts) == 1:
        return parts[0].parent
    target = cache / "models" / f"{packaged.name}-{packaged.sha256[:_NAME_LETTERS]}"
    return join_model(parts, packaged.beside, target, packaged.sha256)


def _not_a_model(folder: Path) -> RecogniserError:
    found = f"no file {WEIGHTS} in it" if folder.is_dir() else "no such folder"
    return RecogniserError(
        f"asr.model: {found}",
        expected=f"a folder with a model converted to CTranslate2 ({WEIGHTS}, config.json, "
        "tokenizer.json and a vocabulary)",
        where=str(folder),
        remedy="Name such a folder, or a model such as 'tiny.en'.",
    )


def _downloaded(name: str) -> Path:
    """Find what was downloaded before, else download it now, in silence."""
    from faster_whisper.utils import download_model  # type: ignore[import-untyped]

    if kept := _downloaded_before(name):
        return kept
    why = _why_unreachable()
    if why:
        raise _missing(name, why)
    try:
        return Path(download_model(name))
    except (OSError, ValueError) as error:
        raise _missing(name, _first_line(error)) from None


def _downloaded_before(name: str) -> Path | None:
    from faster_whisper.utils import available_models, download_model

    if "/" not in name and name not in available_models():
        raise _missing(name, f"expected {', '.join(available_models())}")
    try:
        return Path(download_model(name, local_files_only=True))
    except (OSError, ValueError):
        return None  # nothing of it in the cache: the normal case


def _why_unreachable() -> str:
    """Tell why the hub does not answer, or nothing; its own client can wait for minutes."""
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE"):
        return "HF_HUB_OFFLINE is set"
    address = os.environ.get("HF_ENDPOINT", "https://huggingface.co")
    if not address.startswith(("https://", "http://")):
        return "HF_ENDPOINT is not a web address"
    # S310: the address was seen to be http(s) just above.
    request = urllib.request.Request(address, method="HEAD")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_ANSWER_WITHIN_S):  # noqa: S310
            return ""
    except urllib.error.HTTPError:
        return ""  # it answers; whether the model is there is for the client to find out
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        return f"the download did not start: {_first_line(reason)}"


def _first_line(error: object) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _missing(name: str, why: str) -> RecogniserError:
    packaged = PACKAGED.get(name, PACKAGED["tiny.en"])
    brings = "" if name in PACKAGED else f" (it brings '{packaged.name}')"
    return RecogniserError(
        f"no model {name!r} on this machine ({why})",
        where="asr.model",
        remedy=f"Three ways out: pip install 'isogloss[{packaged.extra}]'{brings}; "
        "or set asr.model to the folder of a model; "
        "or connect this machine to the network so that the model can be downloaded.",
    )
