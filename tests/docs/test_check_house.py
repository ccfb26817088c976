"""The script that `make check` runs over the rooms: what it refuses, and that it can refuse."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "docs" / "check_house.py"
PROMISE = '"""What the room is for.\n\nIt is pure, and it may import errors.\n"""\n'


@pytest.fixture(scope="module")
def house() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_house", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A house with nothing wrong."""
    for room in ("accents", "pipeline", "flows", "isogloss"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text(PROMISE, encoding="utf-8")
    return tmp_path


def write(root: Path, path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_a_clean_house_has_no_fault(house, root, capsys):
    write(root, "pipeline/rates.py", "class Rate:\n    pass\n")
    assert house.main(root) == 0
    assert capsys.readouterr().out == ""


def test_a_folder_without_init_is_named(house, root, capsys):
    write(root, "pipeline/hidden/rates.py", "")
    assert house.main(root) == 1
    assert capsys.readouterr().out == (
        "pipeline/hidden has no __init__.py; write one that says what the room promises\n"
    )


def test_a_folder_of_folders_without_init_is_named(house, root):
    write(root, "pipeline/hidden/inner/__init__.py", PROMISE)
    (fault,) = house.find_faults(root)
    assert fault.startswith("pipeline/hidden has no __init__.py")


def test_a_folder_of_data_needs_none(house, root):
    write(root, "pipeline/templates/page.jinja", "")
    assert list(house.find_faults(root)) == []


def test_a_room_that_promises_nothing_is_named(house, root):
    write(root, "pipeline/text/__init__.py", '"""Text."""\n')
    for name in "abc":
        write(root, f"pipeline/text/{name}.py", "")
    (fault,) = house.find_faults(root)
    assert fault.startswith("pipeline/text/__init__.py does not say what the room promises")


def test_a_crowded_folder_is_named(house, root):
    for number in range(house.MOST_FILES + 1):
        write(root, f"flows/stage_{number}.py", "")
    (fault,) = house.find_faults(root)
    assert fault == "flows holds 14 files; 13 are the most: make a room of some"


def test_a_long_file_and_a_long_function_are_named(house, root):
    write(root, "flows/long.py", "def run():\n" + "    pass\n" * 350)
    assert list(house.find_faults(root)) == [
        "flows/long.py has 351 lines; 350 are the most: give an idea its own file",
        "flows/long.py:1: run is 351 lines long, of at most 60",
    ]


def test_many_parameters_are_named_but_not_a_command_s(house, root):
    taken = ", ".join(f"a{number}" for number in range(11))
    write(root, "flows/wide.py", f"def run({taken}):\n    pass\n")
    options = ", ".join(f'a{n}: Annotated[int, typer.Option("--a{n}")] = 0' for n in range(11))
    write(root, "isogloss/wide.py", f"def command({options}):\n    pass\n")
    assert list(house.find_faults(root)) == [
        "flows/wide.py:1: run takes 11 parameters, of at most 10"
    ]


def test_two_classes_of_one_name_are_named(house, root):
    write(root, "flows/one.py", "class Table:\n    pass\n")
    write(root, "isogloss/two.py", "class Table:\n    pass\n")
    assert list(house.find_faults(root)) == [
        "the class Table is defined in flows/one.py, isogloss/two.py; give each its own noun"
    ]


def test_a_file_that_the_page_on_architecture_names_must_be_there(house, root):
    write(root, "pipeline/rates.py", "")
    page = "First `rates.py`, then `flows/__init__.py`, then `io/gone.py`.\n"
    (root / "ARCHITECTURE.md").write_text(page, encoding="utf-8")
    assert list(house.find_faults(root)) == [
        "ARCHITECTURE.md names io/gone.py, which is not there; say where it went"
    ]
