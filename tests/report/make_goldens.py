"""Writes tests/report/goldens/ anew: `python tests/report/make_goldens.py`; read the diff after."""

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))


def main() -> None:
    from pipeline.report import render_json, render_markdown, render_text_table

    spec = importlib.util.spec_from_file_location("sample", HERE / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    sample = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sample)
    goldens = HERE / "goldens"
    goldens.mkdir(exist_ok=True)
    for language in ("en", "fr"):
        contents = sample.sample_contents(language)
        (goldens / f"{language}.md").write_text(render_markdown(contents), encoding="utf-8")
        (goldens / f"{language}.txt").write_text(render_text_table(contents), encoding="utf-8")
    english = sample.sample_contents("en")
    (goldens / "en.json").write_text(render_json(english), encoding="utf-8")


if __name__ == "__main__":
    main()
