"""The three sentences: every case the numbers can be in, in both languages, and nothing claimed."""

# ruff: noqa: RUF001 - sentences are typeset with real dashes

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report import render_html, render_markdown
from pipeline.report.contents import Grouping, ReportContents
from pipeline.report.three_sentences import three_sentences
from pipeline.results.disparity import Adjusted, Disparity, Gap, Group, Totals
from pipeline.results.pairs import Pair
from pipeline.results.verdicts import Status
from tests.report.one_grouping import contents_of_one

FEW = {"status": "too_few_speakers"}
UNKNOWN = {"status": "speakers_unknown", "speakers": None}
CAUSAL = re.compile(
    r"\b(cause[ds]?|causing|because|due to|leads? to|explain\w*|reason|effect|why|biased?|"
    r"racis\w*|discriminat\w*|fair\w*|parce que|à cause|car|explique\w*|raison|dû|due|biais)\b",
    re.IGNORECASE,
)

PROVES = re.compile(r"\b(proves?|proven|prouve|equal(ly)? well|également)\b")


@pytest.fixture
def say(english: ReportContents, make_counts: Any, make_gap: Any, make_result: Any) -> Any:
    """Three sentences of a report whose groups, gaps and all else are given."""

    def made(case: dict[str, Any], language: Any = "en") -> tuple[str, str, str]:
        groups = [make_counts(name, n, 1000, 100, **more) for name, n, more in case["groups"]]
        gaps = [make_gap(name, ratio, p, **more) for name, ratio, p, more in case.get("gaps", ())]
        found = make_result(groups, gaps, adjusted=case.get("adjusted", ()))
        totals = replace(found.totals, **case.get("totals", {}))
        grouping = Grouping("accent", replace(found, totals=totals))
        return three_sentences(replace(english, language=language, groupings=(grouping,), pairs=()))

    return made


def _gaps(*gaps: Any) -> list[Any]:
    return [(name, ratio, p, {}) for name, ratio, p in gaps]


def _groups(*names: str, n: int = 30, **more: Any) -> list[Any]:
    return [(name, n, more) for name in names]


ADJUSTED = Adjusted(
    group="a",
    against="rest",
    ratio=1.4,
    ratio_low=1.1,
    ratio_high=1.8,
    p_adjusted=0.01,
    status="reported",
    utterances=900,
    covariates=("snr_db", "device", "town"),
)
NO_LONGER = replace(ADJUSTED, ratio_low=0.9, p_adjusted=0.2, covariates=("age",))
TURNED = replace(ADJUSTED, ratio=0.6, ratio_low=0.4, ratio_high=0.9, covariates=("age",))
ASSOCIATIONS = (
    "These are associations: groups also differ in devices, in noise, in what was said and in who "
    "took part"
)
WORSE = "a (30 speakers, 1.60 times the rate, 95% interval 1.28–2.00)"
NO_EVIDENCE = "which is no evidence that all are heard equally well."
CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "nobody disclosed": (
        {"groups": _groups("undisclosed")},
        "Nobody disclosed a group, so no group can be compared with another.",
        "Whether some are heard worse than others stays unknown.",
    ),
    "no group at all": (
        {"groups": []},
        "Nobody disclosed a group, so no group can be compared with another.",
        "Whether some are heard worse than others stays unknown.",
    ),
    "one group": (
        {"groups": _groups("a", "undisclosed")},
        "There is only one group, a, so there is nothing to compare it with.",
        "Whether some are heard worse than others stays unknown.",
    ),
    "all withheld": (
        {
            "groups": _groups("a", "b", n=4, **FEW),
            "gaps": [("a", 9.0, None, FEW), ("b", 0.1, None, FEW)],
        },
        "No group gets a verdict: that takes at least 10 speakers on both sides, worth at least 5 "
        "who spoke equally.",
        "The rates are what these people met with, and other people may meet with other ones.",
    ),
    "speakers unknown": (
        {
            "groups": _groups("a", "b", **UNKNOWN),
            "gaps": [("a", 9.0, None, {"status": "speakers_unknown"})],
        },
        "It is not known who spoke, and without that no gap between groups can be told from "
        "chance.",
        "The intervals are too short unless every utterance is another person's.",
    ),
    "nothing shown": (
        {"groups": _groups("a", "b"), "gaps": _gaps(("a", 1.3, 0.2), ("b", 0.8, 0.2))},
        f"No group was shown to differ from the rest, {NO_EVIDENCE}",
        "Smaller gaps than these speakers can show may be there.",
    ),
    "nothing shown, with what could have been seen": (
        {
            "groups": _groups("a", "b", "c"),
            "gaps": [
                ("a", 1.3, 0.2, {"ratio_detectable": 1.5}),
                ("b", 0.8, 0.2, {"ratio_detectable": 2.25}),
                ("c", 3.0, None, FEW),
            ],
        },
        f"No group was shown to differ from the rest, {NO_EVIDENCE}",
        "With these speakers a true ratio of 1.50 (a) to 2.25 (b) could have been seen four times "
        "in five, a smaller one less often; 1 group has too few speakers for a verdict.",
    ),
    "nothing shown, one could have been seen": (
        {"groups": _groups("a", "b"), "gaps": [("a", 1.3, 0.2, {"ratio_detectable": 1.5})]},
        f"No group was shown to differ from the rest, {NO_EVIDENCE}",
        "With these speakers a true ratio of 1.50 (a) could have been seen four times in five, a "
        "smaller one less often.",
    ),
    "no errors anywhere": (
        {
            "groups": _groups("a", "b", errors=0),
            "gaps": [("a", None, None, {}), ("b", None, None, {})],
        },
        f"No group was shown to differ from the rest, {NO_EVIDENCE}",
        "Smaller gaps than these speakers can show may be there.",
    ),
    "one worse": (
        {"groups": _groups("a", "b"), "gaps": _gaps(("a", 1.6, 0.01), ("b", 0.9, 0.3))},
        f"More errors are associated with {WORSE}, set against the rest.",
        f"{ASSOCIATIONS}; for 1 group the data cannot say.",
    ),
    "one better": (
        {"groups": _groups("a", "b"), "gaps": _gaps(("a", 0.5, 0.01), ("b", 1.2, 0.3))},
        "Fewer errors are associated with a (30 speakers, 0.50 times the rate, 95% interval "
        "0.40–0.62), set against the rest.",
        f"{ASSOCIATIONS}; for 1 group the data cannot say.",
    ),
    "worse, better and too small": (
        {
            "groups": [*_groups("a", "b"), ("c", 3, FEW), ("d", 2, FEW)],
            "gaps": [*_gaps(("a", 1.6, 0.01), ("b", 0.5, 0.01)), ("c", 3.0, None, FEW)],
        },
        f"More errors are associated with {WORSE}, and fewer with b (30 speakers, 0.50 times the "
        "rate, 95% interval 0.40–0.62), set against the rest.",
        f"{ASSOCIATIONS}; 2 groups have too few speakers for a verdict.",
    ),
    "many worse": (
        {
            "groups": _groups(*"abcdef"),
            "gaps": _gaps(*((name, 1.6, 0.01) for name in "abcde"), ("f", 1.7, 0.01)),
        },
        "More errors are associated with f (30 speakers, 1.70 times the rate, 95% interval "
        f"1.36–2.12); {WORSE}; {WORSE.replace('a ', 'b ', 1)}; 3 more groups, set against the "
        "rest.",
        f"{ASSOCIATIONS}.",
    ),
    "adjusted, stays": (
        {
            "groups": _groups("a", "b"),
            "gaps": _gaps(("a", 1.6, 0.01), ("b", 0.9, 0.3)),
            "adjusted": (ADJUSTED,),
        },
        f"More errors are associated with {WORSE}, set against the rest.",
        "At equal signal-to-noise ratio, device and town, a has 1.40 times the rate (95% interval "
        "1.10–1.80), a difference still shown; what was not recorded is not held equal; for 1 "
        "group the data cannot say.",
    ),
    "adjusted, no longer": (
        {
            "groups": _groups("a", "b"),
            "gaps": _gaps(("a", 1.6, 0.01)),
            "adjusted": (NO_LONGER,),
        },
        f"More errors are associated with {WORSE}, set against the rest.",
        "At equal age, a has 1.40 times the rate (95% interval 0.90–1.80), a difference no longer "
        "shown; what was not recorded is not held equal.",
    ),
    "adjusted, turned round": (
        {
            "groups": _groups("a", "b"),
            "gaps": _gaps(("a", 1.6, 0.01)),
            "adjusted": (TURNED,),
        },
        f"More errors are associated with {WORSE}, set against the rest.",
        "At equal age, a has 0.60 times the rate (95% interval 0.40–0.90), a difference now the "
        "other way; what was not recorded is not held equal.",
    ),
    "adjusted, could not be fitted": (
        {
            "groups": _groups("a", "b"),
            "gaps": _gaps(("a", 1.6, 0.01)),
            "adjusted": (replace(ADJUSTED, ratio=None, p_adjusted=None),),
        },
        f"More errors are associated with {WORSE}, set against the rest.",
        f"{ASSOCIATIONS}.",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_rule(name: str, say: Any) -> None:
    case, second, third = CASES[name]
    first, *rest = say(case)
    assert first == (
        "The recogniser made 20.7 errors for every 100 words (95% interval 16.6–25.9%) in 1,210 "
        "utterances by 153 speakers."
    )
    assert rest == [second, third]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", CASES)
def test_three_sentences_each_ends_once_and_none_names_a_cause(
    name: str, language: str, say: Any
) -> None:
    sentences = say(CASES[name][0], language)
    assert len(sentences) == 3
    for sentence in sentences:
        assert sentence.endswith(".")
        assert not re.search(r"[.?!]\s", sentence.replace("s. o.", ""))
        assert not CAUSAL.search(sentence), sentence
        assert sentence[0].isupper()
        assert "None" not in sentence
    claims = [each for each in sentences if PROVES.search(each)]
    assert all(re.search(r"no evidence|ne prouve (pas|ni)", each) for each in claims)


def test_nothing_scored(english: ReportContents) -> None:
    assert three_sentences(replace(english, groupings=())) == (
        "Nothing could be scored.",
        "So no group can be compared with another.",
        "That is no evidence that anybody is heard well, or that all are heard equally well.",
    )


def test_where_nobody_disclosed_an_accent_the_next_grouping_is_told(
    english: ReportContents, make_counts: Any, make_gap: Any, make_result: Any
) -> None:
    accent = Grouping("accent", make_result([make_counts("undisclosed", 30, 1000, 100)], []))
    groups = [make_counts("female", 30, 1000, 100), make_counts("male", 30, 1000, 200)]
    gender = Grouping("gender", make_result(groups, [make_gap("male", 2.0, 0.01)]))
    told = three_sentences(replace(english, groupings=(accent, gender)))[1]
    assert told.startswith("More errors are associated with Men (30 speakers")


def test_without_an_interval_no_rate_is_named(say: Any) -> None:
    totals = {"wer_low": None, "wer_high": None, "speakers": 1, "utterances": 9}
    first, _, _ = say({"groups": _groups("undisclosed"), "totals": totals})
    assert first == (
        "Scored were 9 utterances by 1 speaker, too few people to put an interval around a rate of "
        "errors."
    )


def test_unknown_speakers_are_not_counted(say: Any) -> None:
    first, _, _ = say({"groups": _groups("a", "b", **UNKNOWN), "totals": {"speakers": None}})
    assert first.endswith("in 1,210 utterances.")


def _systems(
    english: ReportContents, make_counts: Any, make_gap: Any, make_result: Any, ps: dict[str, Any]
) -> ReportContents:
    groupings = []
    for place, (system, p) in enumerate(ps.items()):
        groups = [make_counts("a", 30, 1000, 300), make_counts("b", 30, 1000, 100)]
        gaps = [make_gap("a", 1.6, p), make_gap("b", 0.7, 0.3)]
        found = make_result(groups, gaps, system=system)
        totals = replace(found.totals, wer=0.2 + place / 10, wer_low=0.1, wer_high=0.6)
        found = replace(found, totals=totals)
        groupings.append(Grouping("accent", found, title=f"{system}: by accent"))
    return replace(english, groupings=tuple(groupings))


def _pair(group: str | None, p_adjusted: float) -> Pair:
    return Pair(
        system_a="one", system_b="two", group=group, p_adjusted=p_adjusted, status="reported"
    )


def test_several_systems(
    english: ReportContents, make_counts: Any, make_gap: Any, make_result: Any
) -> None:
    ps = {"one": 0.01, "two": 0.2, "three": 0.03}
    contents = _systems(english, make_counts, make_gap, make_result, ps)
    contents = replace(contents, pairs=(_pair(None, 0.3), _pair(None, 0.003), _pair("a", 0.3)))
    assert three_sentences(contents) == (
        "3 systems were scored on 1,210 utterances by 153 speakers, and made from 20.0 (one; 95% "
        "interval 10.0–60.0%) to 40.0 (three; 95% interval 10.0–60.0%) errors for every 100 words.",
        "More errors are associated with a under 2 of the 3 systems, set against the rest.",
        f"{ASSOCIATIONS}; of 2 comparisons of two systems on the same speakers, 1 showed a "
        "difference.",
    )


def test_several_systems_without_a_difference(
    english: ReportContents, make_counts: Any, make_gap: Any, make_result: Any
) -> None:
    contents = _systems(english, make_counts, make_gap, make_result, {"one": 0.6, "two": 0.2})
    first, second, third = three_sentences(replace(contents, pairs=()))
    assert first.startswith("2 systems were scored on")
    assert second.startswith("No group was shown to differ from the rest under any of the 2 system")
    assert third == "Smaller gaps than these speakers can show may be there."
    assert three_sentences(replace(contents, pairs=(_pair(None, 0.3),)))[2] == (
        "The two systems were not shown to differ on the same speakers."
    )


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_group_is_called_different_without_its_verdict(data: st.DataObject) -> None:
    p_values = data.draw(st.lists(st.none() | st.floats(0, 1), min_size=2, max_size=6))
    groups, gaps = [], []
    for place, p in enumerate(p_values):
        few = data.draw(st.booleans())
        status: Status = "too_few_speakers" if few else "reported"
        name, counts = f"group{place}", Totals(speakers=3 if few else 30, errors=9, wer=0.2)
        groups.append(Group(name, counts, status))
        gaps.append(
            Gap(
                group=name,
                against="rest",
                ratio=data.draw(st.floats(0.2, 5)),
                p_adjusted=None if few else p,
                status=status,
            )
        )
    totals = Totals(wer=0.2, wer_low=0.1, wer_high=0.3, utterances=9, speakers=99)
    found = Disparity(totals=totals, groups=tuple(groups), gaps=tuple(gaps))
    told = three_sentences(contents_of_one(Grouping("accent", found)))[1]
    for place, gap in enumerate(gaps):
        p = gap.p_adjusted
        shown = gap.status == "reported" and p is not None and p < 0.05
        if not shown:
            assert f"group{place} " not in told
    if not any("associated" in each for each in told.split()):
        assert not any(gap.p_adjusted is not None and gap.p_adjusted < 0.05 for gap in gaps)


def test_page_and_markdown_open_with_the_three_sentences(english: ReportContents) -> None:
    html, markdown = render_html(english), render_markdown(english)
    found = html[html.index('class="found"') : html.index('class="keys"')]
    assert found.count("<p>") == 3
    section = markdown.split("## What was found")[1].split("\n## ")[0].strip()
    assert len(section.split("\n\n")) == 3
