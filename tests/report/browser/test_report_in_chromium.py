"""The page in a real browser: axe, keyboard, phone, paper, no script, no network."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.report import ReportContents, render_html

pytestmark = pytest.mark.browser

OPEN_ALL = 'document.querySelectorAll("details").forEach((each) => { each.open = true; })'
AXE = """axe.run(document, {resultTypes: ["violations"]}).then((found) => JSON.stringify(
    found.violations.map((each) => [each.id, each.help, each.nodes.map((node) => node.html)])))"""
SPEAKERS = """JSON.stringify([...document.querySelector("main table").tBodies[0].rows].map(
    (row) => row.cells[%d].textContent))"""


@pytest.fixture
def put(tmp_path: Path) -> Any:
    """Writes contents as a page and says where."""

    def written(contents: ReportContents) -> Path:
        path = tmp_path / "report.html"
        path.write_text(render_html(contents), encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_axe_finds_nothing(
    language: Any,
    width: int,
    chromium: Any,
    axe: str,
    put: Any,
    english: ReportContents,
    *,
    dark: bool,
) -> None:
    chromium.open(put(replace(english, language=language)), width=width, dark=dark)
    chromium.run(OPEN_ALL)
    chromium.run(axe + "\n;0")
    assert json.loads(chromium.run(AXE)) == []


def test_axe_finds_nothing_on_a_bare_table(
    chromium: Any, axe: str, put: Any, bare: ReportContents
) -> None:
    chromium.open(put(bare), dark=True)
    chromium.run(OPEN_ALL)
    chromium.run(axe + "\n;0")
    assert json.loads(chromium.run(AXE)) == []


def test_axe_is_awake(chromium: Any, axe: str, tmp_path: Path) -> None:
    """What finds nothing must be able to find something."""
    page = tmp_path / "bad.html"
    page.write_text("<!doctype html><html><img src='x.png'></html>", encoding="utf-8")
    chromium.open(page)
    chromium.run(axe + "\n;0")
    found = {each[0] for each in json.loads(chromium.run(AXE))}
    assert {"image-alt", "html-has-lang", "document-title"} <= found


@pytest.mark.parametrize("width", [320, 360, 900, 1280])
def test_page_never_scrolls_sideways(
    width: int, chromium: Any, put: Any, english: ReportContents
) -> None:
    chromium.open(put(replace(english, language="fr")), width=width)
    chromium.run(OPEN_ALL)
    assert chromium.run("document.documentElement.scrollWidth") <= width


def test_nothing_is_asked_for_and_nothing_complained_of(
    chromium: Any, put: Any, english: ReportContents
) -> None:
    page = put(english)
    chromium.open(page)
    chromium.run(OPEN_ALL)
    own_icons = "data:image/svg+xml"  # of the browser's audio player
    asked = [each for each in chromium.requests if not each.startswith(own_icons)]
    assert asked == [page.as_uri()]
    assert chromium.complaints == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_tables_sort_by_keyboard_and_say_so(
    language: Any, chromium: Any, put: Any, english: ReportContents
) -> None:
    chromium.open(put(replace(english, language=language)))
    given = json.loads(chromium.run(SPEAKERS % 1))
    chromium.run('document.querySelector("main table thead button").focus()')
    chromium.press("Tab")
    focused = 'document.activeElement.closest("th")'
    for key, order, sort in (
        ("Enter", ["44", "38", "27", "25", "12", "6", "1"], "descending"),
        (" ", ["1", "6", "12", "25", "27", "38", "44"], "ascending"),
        ("Enter", given, None),
    ):
        chromium.press(key)
        assert json.loads(chromium.run(SPEAKERS % 1)) == order
        assert chromium.run(f'{focused}.getAttribute("aria-sort")') == sort


@pytest.mark.parametrize(
    ("language", "first", "last"), [("en", "35.4%", "0.0%"), ("fr", "35,4\u202f%", "0,0\u202f%")]
)
def test_rates_sort_as_numbers_by_mouse(
    language: Any, first: str, last: str, chromium: Any, put: Any, english: ReportContents
) -> None:
    chromium.open(put(replace(english, language=language)))
    chromium.run('document.querySelectorAll("main table thead button")[2].click()')
    rates = json.loads(chromium.run(SPEAKERS % 2))
    assert (rates[0], rates[-1]) == (first, last)
    chromium.run('document.querySelectorAll("main table thead button")[5].click()')
    ratios = json.loads(chromium.run(SPEAKERS % 5))
    null = {"en": "n/a", "fr": "s.\u00a0o."}[language]
    assert ratios[-3:] == [null] * 3  # what is unknown stays at the end


def test_every_number_is_two_clicks_from_its_formula(
    chromium: Any, put: Any, english: ReportContents
) -> None:
    chromium.open(put(english))
    chromium.run('document.querySelector("main details.how > summary").focus()')
    chromium.press("Enter")
    shown = chromium.run('document.querySelector("main details.how[open]").innerText')
    assert "errors / words of the references" in shown
    assert "720 errors (396 substituted + 180 deleted + 144 inserted) / 2,400 words" in shown


def test_on_paper_everything_is_open(chromium: Any, put: Any, english: ReportContents) -> None:
    chromium.open(put(english))
    closed = 'document.querySelectorAll("details:not(.how):not([open])").length'
    before = chromium.run(closed)
    chromium.run(f'addEventListener("beforeprint", () => {{ window.left = {closed}; }})')
    assert chromium.pdf().startswith(b"%PDF")
    assert before > 0
    assert chromium.run("window.left") == 0
    assert chromium.run(closed) == before


def test_without_script_it_reads_the_same(chromium: Any, put: Any, english: ReportContents) -> None:
    page = put(english)
    text = 'document.querySelector("main").innerText.replace(/\\s+/g, " ")'
    chromium.open(page)
    with_script = chromium.run(text)
    chromium.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        chromium.open(page)
        assert chromium.run('document.querySelectorAll("thead button").length') == 0
        assert chromium.run(text) == with_script
    finally:
        chromium.call("Emulation.setScriptExecutionDisabled", value=False)
