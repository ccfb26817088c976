"""The rules of the house that no linter of ours knows; `make check` runs this.

A folder without an `__init__.py` is passed over by the import checker, so that its contracts would
pass unread. A folder with too many files, a file too long to read at a sitting, a function that no
screen holds and two classes of one name cost every reader after us.

Run:
    python docs/check_house.py [ROOT]
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("accents", "pipeline", "flows", "isogloss")
MOST_FILES = 13
"""Files of Python in one folder, beside its `__init__.py`."""
MOST_LINES = 350
MOST_LINES_OF_A_FUNCTION = 60
MOST_PARAMETERS = 10
FEWEST_LINES_OF_A_PROMISE = 3
"""Of a folder with more files than `FEW_FILES`; others say in one line what they hold."""
FEW_FILES = 2


def find_faults(root: Path) -> Iterator[str]:
    """Find every breach of the rules, a sentence each, folder by folder.

    Args:
        root: The folder that holds the rooms.
    """
    homes: dict[str, list[str]] = defaultdict(list)
    for folder in _list_folders(root):
        files = sorted(folder.glob("*.py"))
        # Without a promise the import checker passes over a folder of folders as well.
        if files or any(folder.rglob("*.py")):
            yield from _faults_of_a_folder(folder.relative_to(root), files)
        for file in files:
            path = file.relative_to(root)
            tree = ast.parse(file.read_text(encoding="utf-8"))
            yield from _faults_of_a_file(path, file, tree)
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    homes[node.name].append(str(path))
    for name, places in homes.items():
        if len(places) > 1:
            yield f"the class {name} is defined in {', '.join(places)}; give each its own noun"
    yield from _files_that_are_not_there(root)


def _files_that_are_not_there(root: Path) -> Iterator[str]:
    """Files that the page on architecture names, from the root or from the pipeline."""
    page = root / "ARCHITECTURE.md"
    named = (
        re.findall(r"`([\w/]+\.py)`", page.read_text(encoding="utf-8")) if page.is_file() else []
    )
    for path in dict.fromkeys(named):
        if not ((root / path).is_file() or (root / "pipeline" / path).is_file()):
            yield f"ARCHITECTURE.md names {path}, which is not there; say where it went"


def _list_folders(root: Path) -> Iterator[Path]:
    for room in ROOMS:
        yield root / room
        yield from sorted(each for each in (root / room).rglob("*") if each.is_dir())


def _faults_of_a_folder(folder: Path, files: list[Path]) -> Iterator[str]:
    init = next((file for file in files if file.name == "__init__.py"), None)
    if init is None:
        yield f"{folder} has no __init__.py; write one that says what the room promises"
        return
    others = len(files) - 1
    if others > MOST_FILES:
        yield f"{folder} holds {others} files; {MOST_FILES} are the most: make a room of some"
    promise = ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))) or ""
    least = FEWEST_LINES_OF_A_PROMISE if others > FEW_FILES else 1
    if len(promise.splitlines()) < least:
        yield (
            f"{folder}/__init__.py does not say what the room promises and what it may import; "
            "say it in a few lines"
        )


def _faults_of_a_file(path: Path, file: Path, tree: ast.Module) -> Iterator[str]:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    if lines > MOST_LINES:
        yield f"{path} has {lines} lines; {MOST_LINES} are the most: give an idea its own file"
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > MOST_LINES_OF_A_FUNCTION:
            yield f"{path}:{node.lineno}: {node.name} is {length} lines long, of at most 60"
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        if len(given) > MOST_PARAMETERS and not _is_a_command(node):
            yield f"{path}:{node.lineno}: {node.name} takes {len(given)} parameters, of at most 10"


def _is_a_command(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether the framework reads options from this signature."""
    given = [*node.args.args, *node.args.kwonlyargs]
    kinds = [ast.unparse(each.annotation) for each in given if each.annotation]
    return any("typer." in kind or kind.endswith(("Option", "Argument")) for kind in kinds)


def main(root: Path) -> int:
    """Write what is wrong to standard output, one line each; 1 if anything is."""
    found = list(find_faults(root))
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent))
