"""A newcomer at the command line: an inbox of real recordings, a workspace, commands as typed."""

import contextlib
import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from isogloss.main import run
from pipeline.io.workspace import Workspace, init_workspace

REAL = Path(__file__).parents[2].parent / "shared" / "data"


@dataclass
class Newcomer:
    """A workspace and the inbox beside it; what commands said and how they ended."""

    folder: Path
    said: dict[str, str] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)

    @property
    def inbox(self) -> Path:
        return self.folder / "incoming"

    @property
    def place(self) -> Workspace:
        return Workspace(self.folder / "workspace")

    def types(self, *words: str) -> str:
        """Types a command; returns what it printed on stdout."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = run([*words, "--workspace", str(self.folder / "workspace")])
        name = " ".join(word for word in words[:2] if not word.startswith(("-", "/")))
        self.said[name], self.ended[name] = out.getvalue(), code
        return out.getvalue()

    def answer(self, *words: str) -> Any:
        """The JSON document a command prints."""
        return json.loads(self.types(*words, "--json"))

    def sets(self, **choices: str) -> None:
        """Edits isogloss.toml as a person would: `language="fr"` replaces the first such line."""
        path = self.folder / "workspace" / "isogloss.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        for name, value in choices.items():
            at = next(i for i, line in enumerate(lines) if line.startswith(f"{name} = "))
            lines[at] = f"{name} = {value}"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def writes(self, name: str, rows: Iterable[Mapping[str, str]]) -> Path:
        """Writes a table beside the workspace, tab-separated where its name says so."""
        rows = list(rows)
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as stream:
            tab = "\t" if path.suffix == ".tsv" else ","
            writer = csv.DictWriter(stream, list(rows[0]), delimiter=tab)
            writer.writeheader()
            writer.writerows(rows)
        return path

    def by_path(self) -> dict[str, dict[str, Any]]:
        """Utterances by their path in the inbox."""
        place = self.place
        keys = {
            place.keyed("path", str(path.relative_to(self.inbox))): str(
                path.relative_to(self.inbox)
            )
            for path in self.inbox.rglob("*")
        }
        rows = place.store.read("utterances").to_dict("records")
        return {keys[row["source_key"]]: row for row in rows}


@pytest.fixture(scope="session")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Newcomer]]:
    """Makes a newcomer with a fresh workspace; skips where the real data are absent."""
    if not REAL.is_dir():
        pytest.skip("no real data: the folder ../shared/data is absent")
    before = os.environ.get("ISOGLOSS_WORKSPACE")

    def make(name: str) -> Newcomer:
        one = Newcomer(tmp_path_factory.mktemp(name))
        one.inbox.mkdir()
        init_workspace(one.folder / "workspace")
        return one

    yield make
    if before is None:
        os.environ.pop("ISOGLOSS_WORKSPACE", None)


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of real recordings."""
    return REAL
