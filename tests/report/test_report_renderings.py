"""Goldens of Markdown, text and JSON (made by make_goldens.py), and what they must never hold."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.locale.sanitise import relative_link, sanitise, sanitise_json
from pipeline.locale.widths import cells, clipped, padded
from pipeline.report import ReportContents, render_json, render_markdown, render_text_table
from pipeline.report.contents import Grouping
from pipeline.report.rendering.markdown import escaped
from pipeline.results.disparity import Disparity
from pipeline.results.json_writing import disparity_as_json, plain

GOLDENS = Path(__file__).parent / "goldens"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_markdown_is_as_agreed(language: str, english: ReportContents) -> None:
    expected = (GOLDENS / f"{language}.md").read_text(encoding="utf-8")
    assert render_markdown(replace(english, language=language)) == expected


@pytest.mark.parametrize("language", ["en", "fr"])
def test_text_table_is_as_agreed(language: str, english: ReportContents) -> None:
    expected = (GOLDENS / f"{language}.txt").read_text(encoding="utf-8")
    assert render_text_table(replace(english, language=language)) == expected


def test_json_is_as_agreed(english: ReportContents) -> None:
    """Every key that was agreed is there with its value; a later version may add keys."""
    agreed = json.loads((GOLDENS / "en.json").read_text(encoding="utf-8"))
    assert _common(json.loads(render_json(english)), agreed) == agreed


def _common(found: object, agreed: object) -> object:
    """What was found, without the keys that nothing was agreed about."""
    if isinstance(found, dict) and isinstance(agreed, dict):
        return {key: _common(found[key], agreed[key]) for key in found if key in agreed}
    if isinstance(found, list) and isinstance(agreed, list) and len(found) == len(agreed):
        return [_common(*both) for both in zip(found, agreed, strict=True)]
    return found


def test_json_holds_the_disparity_objects(english: ReportContents) -> None:
    document = json.loads(render_json(english))
    assert document["schema"] == "isogloss.report/1"
    assert set(document["groupings"]) == {"accent", "gender", "device"}
    for grouping in english.groupings:
        assert document["groupings"][grouping.key] == plain(disparity_as_json(grouping.result))
    assert document["worst"][2]["diff"][0][2] == "\x1b[31mred\x9b\u202egnp\ud800"


def test_json_is_the_same_whatever_the_order_of_keys(english: ReportContents) -> None:
    turned = replace(
        english,
        left_out=dict(reversed(english.left_out.items())),
        groupings=tuple(reversed(english.groupings)),
    )
    assert render_json(turned) == render_json(english)


def test_json_of_foreign_numbers() -> None:
    found = plain({"n": np.int64(3), "r": np.float32(0.5), "bad": np.float64("nan"), 1: [np.inf]})
    assert found == {"n": 3, "r": 0.5, "bad": None, "1": [None]}
    assert type(found["n"]) is int


@pytest.mark.parametrize("render", [render_markdown, render_json, render_text_table])
def test_bytes_are_safe_to_print(render: object, english: ReportContents) -> None:
    assert callable(render)
    text = render(english)
    text.encode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)
    assert text.endswith("\n")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_undefined_number_is_printed(language: str, english: ReportContents) -> None:
    contents = replace(english, language=language)
    for text in (render_markdown(contents), render_text_table(contents)):
        assert not re.search(r"\b(None|NaN|nan|inf|null)\b", text)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_text_table_fits_a_terminal(language: str, english: ReportContents) -> None:
    lines = render_text_table(replace(english, language=language)).splitlines()
    assert max(map(cells, lines)) <= 100
    head = next(place for place, line in enumerate(lines) if set(line) == {"-"})
    table = lines[head + 1 : lines.index("", head)]
    ends = {cells(re.match(r"(.*?%|.*?\S  +(?=n/a|s. o.))", line)[0]) for line in table[:4]}  # type: ignore[index]
    assert len(ends) == 1  # the rate column ends in the same cell, in any script


def test_empty_report_says_so(english: ReportContents) -> None:
    empty = replace(english, groupings=())
    assert "There is nothing to compare yet." in render_text_table(empty)
    assert "There is nothing to compare yet." in render_markdown(empty)
    no_groups = Grouping("accent", Disparity())
    assert "Nothing could be scored." in render_markdown(replace(empty, groupings=(no_groups,)))


@given(st.text(st.characters()))
def test_sanitised_text_is_one_safe_line_and_stays_so(text: str) -> None:
    shown = sanitise(text)
    assert sanitise(shown) == shown
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)


@given(st.text(st.characters()))
def test_safe_json_says_the_same(text: str) -> None:
    document = json.dumps({"text": text}, ensure_ascii=False, indent=1)
    assert json.loads(sanitise_json(document)) == {"text": text}


@given(st.text(max_size=60), st.integers(1, 30))
def test_clipped_text_fits(text: str, width: int) -> None:
    assert cells(clipped(text, width)) <= width
    assert cells(padded(clipped(text, width), width, right=True)) == width


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("audio/a b.wav", "audio/a%20b.wav"),
        ("../audio/é.flac", "../audio/%C3%A9.flac"),
        ('a"onerror=x', "a%22onerror%3Dx"),
        ("dir/c:d.wav", "dir/c%3Ad.wav"),
        ("/etc/passwd", None),
        ("//host/x", None),
        ("\\\\host\\x", None),
        ("JavaScript:alert(1)", None),
        ("data:text/html,x", None),
        ("https://host/x", None),
        ("", None),
        (None, None),
    ],
)
def test_only_relative_links_are_made(path: str | None, expected: str | None) -> None:
    assert relative_link(path) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a | b", r"a \| b"),
        ("[x](http://h)", r"\[x\](http&#58;//h)"),
        ("![i](u)", r"!\[i\](u)"),
        ("<img src=x>", "&lt;img src=x&gt;"),
        ("`code` & more", r"\`code\` &amp; more"),
        ("www.host", "www&#46;host"),
        ("a@b", "a&#64;b"),
    ],
)
def test_markdown_shows_signs_instead_of_obeying_them(text: str, expected: str) -> None:
    assert escaped(text) == expected
