"""Writes docs/cli.md from the commands' own help and docs/settings.md from the settings' classes.

`python docs/make_reference.py` writes them; with --check it exits 1 where they are out of date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel

from isogloss.main import app
from pipeline.settings import Settings

_DOCS = Path(__file__).parent
_WIDTH = 96


def commands() -> str:
    """The reference of every command, from its help."""
    root = typer.main.get_command(app)
    parts = [
        "# Commands",
        "",
        "Made from `isogloss --help` by `make docs`; not written by hand.",
        "",
        "Exit codes: 0 done, 1 you can mend it (the message says how), 2 usage, 3 a gate failed. "
        "`--json` prints one JSON document on stdout and nothing else. Options repeat; there are "
        "no comma lists, for accents contain commas.",
    ]
    for path, command in _walk(root, ("isogloss",)):
        context = command.context_class(
            command, info_name=" ".join(path), terminal_width=_WIDTH, max_content_width=_WIDTH
        )
        parts += ["", f"## {' '.join(path)}", "", "```text", command.get_help(context), "```"]
    return "\n".join(parts) + "\n"


def _walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from _walk(child, (*path, name))


def settings() -> str:
    """The reference of every key of isogloss.toml, with its default."""
    parts = [
        "# Settings",
        "",
        "Every key of `isogloss.toml`, made from `pipeline/settings.py` by `make docs`. What a "
        "file does not name has the default; an unknown key is an error.",
    ]
    for section, field in Settings.model_fields.items():
        parts += ["", f"## [{section}]", ""]
        kind = field.annotation
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            raise TypeError(f"{section} of the settings has no keys of its own")
        parts.append(" ".join((kind.__doc__ or "").split()))
        parts += ["", "| key | default | what it says |", "|---|---|---|"]
        parts += [_row(kind, name) for name in kind.model_fields]
    return "\n".join(parts) + "\n"


def _row(kind: type[BaseModel], name: str) -> str:
    field = kind.model_fields[name]
    default = field.get_default(call_default_factory=True)
    shown = _toml(list(default) if isinstance(default, tuple) else default)
    limits = ", ".join(
        f"{word} {getattr(rule, key)}"
        for rule in field.metadata
        for key, word in (("ge", "at least"), ("gt", "above"), ("le", "at most"), ("lt", "below"))
        if hasattr(rule, key)
    )
    says = "; ".join(part for part in (field.description or "", limits) if part)
    return f"| `{name}` | `{shown}` | {says} |"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def main() -> int:
    """Write, or with --check compare."""
    made = {"cli.md": commands(), "settings.md": settings()}
    if "--check" not in sys.argv:
        for name, text in made.items():
            (_DOCS / name).write_text(text, encoding="utf-8")
        return 0
    stale = [
        name
        for name, text in made.items()
        if not (_DOCS / name).is_file() or (_DOCS / name).read_text(encoding="utf-8") != text
    ]
    for name in stale:
        sys.stderr.write(f"docs/{name} is out of date; run: make docs\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
