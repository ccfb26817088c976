"""The HTML page: its structure, what outside texts can do to it (nothing), and what it fetches."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report import ReportContents, render_html
from pipeline.report.contents import WorstUtterance

VOID = {"meta", "br", "hr", "img", "input", "link", "source", "wbr"}
FETCHING = {"src", "srcset", "poster", "data", "action", "formaction", "background", "ping"}


class Outline(HTMLParser):
    """What a browser and a screen reader make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.faults: list[str] = []
        self.tables: list[list[str]] = []
        self.svgs: list[tuple[dict[str, str], list[str]]] = []
        self.hidden = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if len(known) != len(attrs):
            self.faults.append(f"attribute twice in {self.get_starttag_text()}")
        self.tags.append((tag, known))
        if tag == "table":
            self.tables.append([])
        if self.tables and "table" in self.open:
            self.tables[-1].append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
        elif tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())


@pytest.fixture(params=["en", "fr"])
def page(request: pytest.FixtureRequest, english: ReportContents) -> Outline:
    return Outline(render_html(replace(english, language=request.param)))


def test_tags_are_balanced_and_ids_are_unique(page: Outline) -> None:
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert page.faults == []
    assert page.open == []
    assert len(ids) == len(set(ids))


def test_every_reference_to_an_id_has_its_target(page: Outline) -> None:
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    asked = {
        name
        for _, attrs in page.tags
        for key in ("aria-labelledby", "aria-describedby")
        for name in attrs.get(key, "").split()
    }
    asked |= {link["href"][1:] for link in page.all("a") if link["href"].startswith("#")}
    assert asked <= ids


def test_headings_are_in_order(page: Outline) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_landmarks_and_the_way_past_them(page: Outline) -> None:
    for landmark in ("header", "main", "footer", "nav"):
        assert len(page.all(landmark)) == 1, landmark
    assert page.all("a")[0] == {"class": "skip", "href": "#findings"}


def test_every_table_has_caption_and_scoped_heads(page: Outline) -> None:
    assert len(page.tables) >= 10
    for tags in page.tables:
        assert tags[0] == "caption"
        assert "thead" in tags
        assert "tbody" in tags
    assert {head.get("scope") for head in page.all("th")} == {"col", "row"}


def test_every_plot_has_a_name_and_a_table_beside_it(page: Outline) -> None:
    plots = [attrs for attrs in page.all("svg") if attrs.get("role") == "img"]
    assert len(plots) == 9  # accents: 2 + 3 kinds of errors, gender: 2, device: 1, coverage: 1
    for plot in plots:
        title, desc = plot["aria-labelledby"].split()
        assert title.endswith("-title")
        assert desc.endswith("-desc")
    assert len(page.all("title")) == 1 + len(plots)
    assert len(page.all("desc")) == len(plots)


def test_small_drawings_are_not_read_aloud(english: ReportContents) -> None:
    html = render_html(english)
    legends = re.findall(r'<ul class="legend" aria-hidden="true">.*?</ul>', html, re.DOTALL)
    assert len(legends) == 9
    assert html.count('<ul class="legend"') == len(legends)


def test_language_of_the_page_and_of_the_words(english: ReportContents) -> None:
    page = Outline(render_html(replace(english, language="fr", speech_language="en-IN")))
    assert page.all("html")[0]["lang"] == "fr"
    diffs = [attrs for attrs in page.all("p") if attrs.get("class") == "diff"]
    assert [attrs["lang"] for attrs in diffs] == ["en-IN"] * 3
    assert {attrs["dir"] for attrs in diffs} == {"auto"}


def test_nothing_is_fetched_and_nothing_outside_is_linked(english: ReportContents) -> None:
    html = render_html(english)
    page = Outline(html)
    assert not re.search(r"https?:|//[a-z]|url\(|@import|javascript:", html.replace("// Only", ""))
    fetched = [(tag, attrs[name]) for tag, attrs in page.tags for name in FETCHING & attrs.keys()]
    assert fetched == [("audio", "audio/ab/a%20b.flac")]
    assert page.all("audio")[0]["preload"] == "none"
    assert page.all("link") == page.all("img") == page.all("iframe") == []


def test_policy_allows_our_style_and_script_and_nothing_else(english: ReportContents) -> None:
    html = render_html(english)
    policy = Outline(html).all("meta")[1]["content"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        [source] = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not re.search(r'<[^>]* (style|on\w+)="', html)


def test_what_other_people_wrote_is_shown_and_does_nothing(english: ReportContents) -> None:
    html = render_html(english)
    page = Outline(html)
    assert len(page.all("script")) == 1
    assert page.all("b") == []
    assert "<script>alert(1)</script>" in page.words
    assert "␛[31mred⟨U+009B⟩⟨U+202E⟩gnp⟨U+D800⟩" in page.words
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", html)


@settings(max_examples=40, deadline=None)
@given(word=st.text(st.characters(), min_size=1, max_size=40), link=st.text(max_size=20))
def test_any_word_and_any_link_leave_the_page_whole(word: str, link: str) -> None:
    contents = ReportContents(
        campaign=word,
        language="en",
        generated_at=datetime(2026, 1, 1, tzinfo=UTC),
        policy="basic-1",
        against="rest",
        engine=word,
        model=word,
        notes=(word,),
        missing_groups=(word,),
        worst=(WorstUtterance(word, word, 1.0, 1, word, (("delete", word, ""),), link),),
    )
    html = render_html(contents)
    page = Outline(html)
    html.encode("utf-8")
    assert page.faults == []
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert not any(
        re.match(r"[a-z]+:|//", attrs.get("href", ""), re.IGNORECASE) for _, attrs in page.tags
    )


def test_diff_is_told_without_colour(english: ReportContents) -> None:
    words = Outline(render_html(english)).words
    assert "the said: [−boy who swore−] recognised: {+buoy you soar+}" in words  # noqa: RUF001
    assert "The recogniser answered nothing." in words


def test_no_undefined_number_is_printed(page: Outline) -> None:
    assert not re.search(r"\b(None|NaN|nan|inf|null|undefined)\b", page.words)
    assert ("n/a" in page.words) != ("s. o." in page.words)


def test_page_of_two_hundred_stuttering_utterances_stays_small(english: ReportContents) -> None:
    stutter = tuple(("substitute", "no" * 200, "know" * 200) for _ in range(3000))
    worst = tuple(
        WorstUtterance(f"u{place}", "All", 9.0, 3000, "single", stutter, f"{place}.wav")
        for place in range(200)
    )
    html = render_html(replace(english, worst=worst))
    assert len(html.encode()) < 1_500_000
    assert "… and 2,960 more words" in html


def test_page_of_nine_systems_with_long_tables_stays_small(english: ReportContents) -> None:
    accent = english.ordered_groupings()[0]
    rows = [row for row in accent.evidence.harmful if row.word == "not"]
    long = tuple(replace(row, group=f"group{place}") for place in range(400) for row in rows)
    many = {"harmful": long, "confusions": accent.evidence.confusions * 200}
    systems = tuple(
        replace(
            accent,
            result=replace(accent.result, system=f"system {place}"),
            evidence=replace(accent.evidence, **many),
        )
        for place in range(9)
    )
    worst = tuple(replace(english.worst[0], utterance_id=f"u{place}") for place in range(200))
    pairs = english.pairs * 240
    html = render_html(replace(english, groupings=systems, worst=worst, pairs=pairs))
    assert len(html.encode()) < 1_500_000
    assert html.count("… and 320 more rows, in the JSON") == 9
    assert html.count("… and 640 more rows, in the JSON") == 1


def test_report_without_anything_is_still_a_page(english: ReportContents) -> None:
    empty = replace(
        english, groupings=(), worst=(), coverage=(), selection=(), missing_groups=(), notes=()
    )
    page = Outline(render_html(replace(empty, references={}, left_out={}, decisions=())))
    assert page.faults == []
    assert "Nothing could be scored." in page.words
    assert "There is nothing to compare yet." in page.words


def test_group_that_is_too_small_is_drawn_hollow(english: ReportContents) -> None:
    html = render_html(english)
    forest = html[html.index('id="grouping-1-forest-title"') :]
    forest = forest[: forest.index("</figure>")]
    assert forest.count('class="point hollow') == 2 + 1  # two small groups and the legend
    assert "no verdict: speakers too few or unknown" in forest
