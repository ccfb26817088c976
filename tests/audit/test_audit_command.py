"""`isogloss audit` as somebody types it: contract, exit codes, messages."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
NAMED = ("--reference", "said", "--hypothesis", "heard", "--group", "accent")
WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


Audit = Callable[..., Any]


@pytest.fixture
def audit(command: Callable[..., Any]) -> Audit:
    return partial(command, "audit")


def crowd(
    rates: dict[str, float], *, speakers: int = 15, each: int = 4, seed: int = 1
) -> list[dict[str, Any]]:
    """Speakers of accents, whose words a recogniser misses at a rate of the accent."""
    rng = np.random.default_rng(seed)
    rows = []
    for accent, rate in rates.items():
        for who in range(speakers):
            own = rate * math.exp(rng.normal(0, 0.2))
            for utterance in range(each):
                said = list(rng.choice(WORDS, 12))
                heard = ["hm" if rng.random() < own else word for word in said]
                rows.append(
                    {
                        "said": " ".join(said), "heard": " ".join(heard), "accent": accent,
                        "who": f"{accent}-{who:02}", "name": f"{accent}-{who}-{utterance}",
                    }
                )  # fmt: skip
    return rows


ALIKE = {"north": 0.2, "south": 0.2, "east": 0.2}
APART = {"north": 0.1, "south": 0.3, "east": 0.1}


def changed(rows: Sequence[dict[str, Any]], **values: Any) -> list[dict[str, Any]]:
    return [row | values for row in rows]


def test_json_holds_the_contract_and_nothing_else_is_on_stdout(audit, write_table):
    ended = audit(write_table(crowd(APART)), *NAMED, "--speaker", "who", "--json")
    assert ended.code == 0
    assert ended.err == ""
    found = ended.json
    assert found["schema"] == "isogloss.disparity/1"
    assert (found["system"], found["policy"], found["against"]) == ("heard", "basic-1", "rest")
    totals = {
        "utterances", "speakers", "speakers_effective", "words", "substitutions", "deletions",
        "insertions", "errors", "empty_hypotheses", "wer", "wer_low", "wer_high",
    }  # fmt: skip
    assert totals <= found["totals"].keys()
    assert all(totals | {"group", "status"} <= group.keys() for group in found["groups"])
    gap = {
        "group", "against", "difference", "difference_low", "difference_high", "ratio",
        "ratio_low", "ratio_high", "p_value", "p_adjusted", "ratio_low_simultaneous",
        "ratio_high_simultaneous", "status",
    }  # fmt: skip
    assert all(gap <= each.keys() for each in found["gaps"])
    assert found["left_out"] == []
    assert found["adjusted"] == []
    assert [each["group"] for each in found["gaps"]] == ["east", "north", "south"]
    south = found["gaps"][2]
    assert south["verdict"] == "worse"
    assert south["ratio_low"] > 2


def test_rows_are_counted_once_whatever_the_format_and_order(audit, write_table):
    rows = crowd(APART)
    documents = [
        audit(write_table(given, name), *NAMED, "--speaker", "who", "--json").json
        for given, name in ((rows, "t.csv"), (rows[::-1], "t.parquet"), (rows, "t.jsonl.gz"))
    ]
    for document in documents:
        document.pop("remarks")
    assert documents[0] == documents[1] == documents[2]


def test_several_files_are_one_table(audit, write_table):
    rows = crowd(APART)
    first, second = write_table(rows[:70], "a.csv"), write_table(rows[70:], "b.tsv.gz")
    both = audit(first, second, *NAMED, "--speaker", "who", "--json").json
    whole = audit(write_table(rows), *NAMED, "--speaker", "who", "--json").json
    assert both["groups"] == whole["groups"]
    assert both["gaps"] == whole["gaps"]


def test_columns_are_guessed_and_said_aloud(audit, write_table):
    names = {"said": "sentence", "heard": "pred_text", "accent": "accents", "who": "client_id"}
    rows = [{names.get(name, "path"): cell for name, cell in row.items()} for row in crowd(APART)]
    ended = audit(write_table(rows), "--json")
    assert ended.code == 0
    for role, column in (
        ("reference", "sentence"), ("hypothesis", "pred_text"), ("group", "accents"),
        ("speaker", "client_id"),
    ):  # fmt: skip
        assert f"column {column!r} is taken as the {role}" in ended.err
    assert ended.json["totals"]["speakers"] == 45


def test_without_speakers_nothing_is_judged(audit, write_table):
    rows = [{("client_id" if k == "who" else k): v for k, v in r.items()} for r in crowd(APART)]
    ended = audit(write_table(rows), *NAMED, "--json")
    found = ended.json
    assert ended.code == 0
    assert found["totals"]["speakers"] is None
    assert {group["status"] for group in found["groups"]} == {"speakers_unknown"}
    assert {gap["p_value"] for gap in found["gaps"]} == {None}
    assert {gap["p_adjusted"] for gap in found["gaps"]} == {None}
    assert {gap["verdict"] for gap in found["gaps"]} == {"withheld"}
    assert found["interval"].startswith("too short unless every row is another speaker")


def test_rows_may_be_speakers(audit, write_table):
    rows = crowd(APART)
    found = audit(write_table(rows), *NAMED, "--rows-are-speakers", "--json").json
    assert found["totals"]["speakers"] == len(rows)
    assert {group["status"] for group in found["groups"]} == {"reported"}
    contradicting = audit(
        write_table(rows), *NAMED, "--rows-are-speakers", "--speaker", "who", "--json"
    )
    assert contradicting.code == 2


def test_small_groups_are_not_folded_and_have_no_verdict(audit, write_table):
    rows = crowd(APART) + crowd({"west": 0.9}, speakers=9)
    found = audit(write_table(rows), *NAMED, "--speaker", "who", "--json").json
    west = next(group for group in found["groups"] if group["group"] == "west")
    gap = next(gap for gap in found["gaps"] if gap["group"] == "west")
    assert west["status"] == gap["status"] == "too_few_speakers"
    assert west["speakers"] == 9
    assert west["wer"] > 0.5
    assert gap["ratio"] > 2
    assert gap["p_value"] is gap["p_adjusted"] is None
    fewer = audit(write_table(rows), *NAMED, "--speaker", "who", "--min-speakers", "9", "--json")
    assert fewer.json["groups"][-1]["status"] == "reported"


def test_missing_texts_are_left_out_and_empty_ones_are_answers(audit, write_table):
    rows = crowd(APART)
    rows[0]["heard"] = None
    rows[1]["heard"] = ""
    rows[2]["said"] = None
    rows[3] |= {"said": "", "heard": "some words"}
    found = audit(write_table(rows, "t.parquet"), *NAMED, "--speaker", "who", "--json").json
    assert found["left_out"] == [
        {"reason": "no_reference", "utterances": 1},
        {"reason": "no_hypothesis", "utterances": 1},
    ]
    totals = found["totals"]
    assert totals["utterances"] == len(rows) - 2
    assert totals["empty_hypotheses"] == 1
    assert totals["words"] == 12 * (len(rows) - 3)
    assert totals["insertions"] == 2
    assert [each["code"] for each in found["remarks"]] == ["empty_references"]
    as_csv = audit(write_table(rows), *NAMED, "--speaker", "who", "--json").json
    assert as_csv["totals"]["empty_hypotheses"] == 2
    assert as_csv["left_out"] == []


def test_undisclosed_and_the_label_na(audit, write_table):
    rows = crowd(APART) + crowd({"NA": 0.2, "": 0.4, "undisclosed": 0.4})
    found = audit(write_table(rows), *NAMED, "--speaker", "who", "--json").json
    assert [group["group"] for group in found["groups"]] == [
        "NA", "east", "north", "south", "undisclosed",
    ]  # fmt: skip
    assert found["groups"][-1]["speakers"] == 30
    assert [gap["group"] for gap in found["gaps"]] == ["NA", "east", "north", "south"]


def test_what_is_printed_beneath_the_table(audit, write_table):
    rows = [
        row | {"worse": row["heard"].replace("one", "hm"), "device": "ab"[n % 2]}
        for n, row in enumerate(crowd(APART))
    ]
    ended = audit(
        write_table(changed(rows, decision="ok")[:-1] + changed(rows[-1:], decision="noisy")),
        *NAMED, "--hypothesis", "worse", "--speaker", "who", "--covariate", "device",
        "--second-policy", "english-1", "--selection", "decision",
    )  # fmt: skip
    assert ended.code == 0
    for title in (
        "Systems on the same speakers, paired by speaker", "Ratios at equal device",
        "The same gaps under two policies", "Who was left out by decision",
    ):  # fmt: skip
        assert f"\n{title}\n" in ended.out
    lines = ended.out.splitlines()
    first = lines[lines.index("Systems on the same speakers, paired by speaker") + 3].split()
    assert first[:3] == ["heard", "worse", "all"]
    assert first[3].startswith("-")


def test_a_group_with_commas_is_one_group(audit, write_table):
    name = "India and South Asia (India, Pakistan, Sri Lanka)"
    found = audit(
        write_table(crowd({name: 0.3, "us": 0.1})), *NAMED, "--speaker", "who", "--against", name,
        "--json",
    ).json  # fmt: skip
    assert [group["group"] for group in found["groups"]] == [name, "us"]
    assert [(gap["group"], gap["against"]) for gap in found["gaps"]] == [("us", name)]


def test_rows_without_a_speaker_are_left_out(audit, write_table):
    rows = crowd(APART)
    rows[5]["who"] = ""
    found = audit(write_table(rows), *NAMED, "--speaker", "who", "--json").json
    assert found["left_out"] == [{"reason": "no_speaker", "utterances": 1}]


def test_several_columns_of_groups_are_crossed(audit, write_table):
    rows = [row | {"gender": ("female", "male", "")[n % 3]} for n, row in enumerate(crowd(APART))]
    found = audit(write_table(rows), *NAMED, "--group", "gender", "--speaker", "who", "--json").json
    names = [group["group"] for group in found["groups"]]
    assert names == [
        f"{accent} \N{MULTIPLICATION SIGN} {gender}"
        for accent in sorted(APART)
        for gender in ("female", "male")
    ] + ["undisclosed"]


def test_several_systems_are_paired_by_speaker(audit, write_table):
    rows = [row | {"worse": row["heard"].replace("one", "hm")} for row in crowd(APART)]
    rows[0]["worse"] = None
    ended = audit(
        write_table(rows, "t.parquet"), *NAMED, "--hypothesis", "worse", "--speaker", "who",
        "--json",
    )  # fmt: skip
    found = ended.json
    assert found.keys() >= {"schema", "systems", "pairs"}
    assert [system["system"] for system in found["systems"]] == ["heard", "worse"]
    assert [system["totals"]["utterances"] for system in found["systems"]] == [180, 179]
    assert found["systems"][1]["left_out"] == [{"reason": "no_hypothesis", "utterances": 1}]
    first = found["pairs"][0]
    assert (first["system_a"], first["system_b"], first["group"]) == ("heard", "worse", None)
    assert first["difference_high"] < 0
    assert first["p_adjusted"] < 0.05
    assert first["mapsswe_segments"] == 179
    assert [pair["group"] for pair in found["pairs"][1:]] == ["east", "north", "south"]


def test_an_empty_column_beside_others_is_missing_and_says_so(audit, write_table):
    ended = audit(
        write_table(changed(crowd(APART), other="")), *NAMED, "--hypothesis", "other",
        "--speaker", "who", "--json",
    )  # fmt: skip
    found = ended.json
    assert found["systems"][1]["left_out"] == [{"reason": "no_hypothesis", "utterances": 180}]
    assert found["systems"][1]["totals"]["wer"] is None
    assert found["systems"][1]["groups"] == found["pairs"] == []
    assert "column 'other': empty throughout" in ended.err


def test_an_utterance_in_two_groups_counts_once_and_rows_read_twice_are_left_out(
    audit, write_table
):
    rows = crowd(APART)
    twice = [*rows, rows[0], rows[1] | {"accent": "west"}]
    table = write_table(twice)
    plain = audit(table, *NAMED, "--speaker", "who", "--json").json
    assert plain["totals"]["utterances"] == 182
    named = (*NAMED, "--speaker", "who", "--utterance", "name", "--json")
    found = audit(table, *named).json
    assert found["totals"]["utterances"] == 180
    assert found["left_out"] == [{"reason": "read_twice", "utterances": 1}]
    west = next(group for group in found["groups"] if group["group"] == "west")
    assert west["utterances"] == 1
    whole = audit(write_table(rows), *NAMED, "--speaker", "who", "--json").json
    assert found["totals"] == whole["totals"]


def test_gaps_at_equal_covariates(audit, write_table):
    rows = [row | {"snr": 10 + n % 7, "device": "ab"[n % 2]} for n, row in enumerate(crowd(APART))]
    rows[3]["snr"] = ""
    ended = audit(
        write_table(rows), *NAMED, "--speaker", "who", "--covariate", "snr", "--covariate",
        "device", "--json",
    )  # fmt: skip
    found = ended.json
    assert [each["group"] for each in found["adjusted"]] == ["east", "north", "south"]
    assert found["adjusted"][2]["covariates"] == ["snr", "device"]
    assert found["adjusted"][2]["ratio_low"] > 1.5
    assert found["adjusted_left_out"] == [{"reason": "no_snr", "utterances": 1}]
    refused = audit(write_table(rows), *NAMED, "--covariate", "snr")
    refused.one_message("no column of speakers", "--speaker")


@pytest.mark.parametrize(
    ("language", "column", "adds"),
    [
        ("en", "with a term a speaker", "it decides no verdict"),
        ("fr", "avec un terme par personne", "il ne décide d’aucun verdict"),  # noqa: RUF001
    ],
)
def test_the_random_intercept_is_told_of_only_where_it_is_asked_for(
    audit, write_table, tmp_path, language, column, adds
):
    rows = [row | {"device": "ab"[n % 2]} for n, row in enumerate(crowd(APART))]
    pages = tmp_path / "page.html", tmp_path / "page.md"
    asked = (
        write_table(rows), *NAMED, "--speaker", "who", "--covariate", "device", "--language",
        language, "--html", str(pages[0]), "--markdown", str(pages[1]),
    )  # fmt: skip

    def told(*more):
        printed = audit(*asked, *more)
        assert printed.code == 0
        return printed.out, *(page.read_text("utf-8") for page in pages)

    default, intercept = told(), told("--random-intercept")
    for without, beside in zip(default, intercept, strict=True):
        assert column in beside.lower()
        assert column not in without.lower()
        assert adds in beside
        assert adds not in without


def test_the_random_intercept_changes_nothing_else_and_needs_a_covariate(audit, write_table):
    rows = [row | {"device": "ab"[n % 2]} for n, row in enumerate(crowd(APART))]
    asked = (write_table(rows), *NAMED, "--speaker", "who", "--json")
    adjusted = (*asked, "--covariate", "device")
    default, both = audit(*adjusted).json, audit(*adjusted, "--random-intercept").json
    keys = ("mixed_ratio", "mixed_low", "mixed_high", "mixed_p_value", "speaker_spread")
    for gap in both["adjusted"]:
        assert all(gap[key] is not None for key in keys)
        gap.update(dict.fromkeys(keys))
    assert both == default
    refused = audit(*asked, "--random-intercept")
    assert refused.code == 2
    assert "--covariate" in refused.err


def test_columns_of_decisions(audit, write_table):
    rows = [
        row | {"decision": "too_noisy" if row["accent"] == "south" and n % 2 else "accepted"}
        for n, row in enumerate(crowd(APART))
    ]
    found = audit(
        write_table(rows), *NAMED, "--speaker", "who", "--selection", "decision", "--json"
    ).json
    assert found["totals"]["utterances"] == 180
    assert found["selection"]["rules"] == ["too_noisy"]
    south = next(gap for gap in found["selection"]["gaps"] if gap["group"] == "south")
    assert south["share"] == 0.5
    assert south["below_four_fifths"] is True
    assert south["p_adjusted"] < 0.001
    assert found["refused_back"]["refused"] == 30
    assert found["refused_back"]["reported"]["totals"]["utterances"] == 150
    assert found["refused_back"]["back"]["totals"]["utterances"] == 180


def test_two_policies_side_by_side_and_alternatives(audit, write_table):
    rows = [
        row | {"heard": row["heard"].upper() if row["accent"] == "south" else row["heard"]}
        for row in crowd(ALIKE)
    ]
    table = write_table(rows)
    named = (*NAMED, "--speaker", "who", "--json")
    found = audit(table, *named, "--policy", "verbatim-1", "--second-policy", "basic-1").json
    south, other = found["gaps"][2], found["second_policy"]["gaps"][2]
    assert south["group"] == other["group"] == "south"
    assert (south["verdict"], other["verdict"]) == ("worse", "no difference shown")
    assert [each["code"] for each in found["remarks"]] == ["mixed_normalisers"]
    glm = write_table([{"from": "hm", "to": "one"}], "glm.csv")
    less = audit(table, *named, "--alternatives", glm).json
    more = audit(table, *named).json
    assert less["totals"]["errors"] < more["totals"]["errors"]
    assert less["policy"].startswith("basic-1+alternatives:")
    (then := table.with_name("then.json")).write_text(json.dumps(more), encoding="utf-8")
    ended = audit(table, *named, "--alternatives", glm, "--fail-if-worse-than", then)
    assert ended.code == 1
    assert "counted under 'basic-1', now under 'basic-1+alternatives:" in ended.err


def test_the_page_markdown_and_table(audit, write_table, tmp_path):
    table = write_table(crowd(APART))
    page, text = tmp_path / "r.html", tmp_path / "r.md"
    ended = audit(table, *NAMED, "--speaker", "who", "--html", page, "--markdown", text)
    assert ended.code == 0
    assert "south" in ended.out
    assert "More errors are associated with south" in ended.out
    for path in (page, text):
        content = path.read_text(encoding="utf-8")
        assert "south" in content
        assert "basic-1" in content
        assert "None" not in content
    assert page.stat().st_size < 1_500_000
    french = audit(
        table, *NAMED, "--speaker", "who", "--language", "fr", "--html", page,
        "--second-policy", "verbatim-1",
    )  # fmt: skip
    assert "Les mêmes écarts sous deux normalisations" in french.out
    assert "under two policies" not in french.out
    assert 'lang="fr"' in page.read_text(encoding="utf-8")
    assert "personnes" in french.out


@pytest.mark.parametrize(
    ("column", "value", "parts"),
    [
        ("accent", "north", ("one group only, 'north'", "column 'accent'", "--group")),
        ("accent", "", ("it is empty in every row", "column 'accent'", "--group")),
        ("who", "s1", ("one speaker only, in 180 rows", "column 'who'", "--speaker")),
        ("heard", "", ("column 'heard' is empty in all 180 rows", "table.csv", "--hypothesis")),
        ("said", "", ("column 'said' is empty in all 180 rows", "table.csv", "--reference")),
    ],
)
def test_a_table_of_which_nothing_can_be_said(audit, write_table, column, value, parts):
    rows = changed(crowd(APART), **{column: value})
    audit(write_table(rows), *NAMED, "--speaker", "who").one_message(*parts)


def test_a_hundred_thousand_groups_are_a_column_named_by_mistake(audit, write_table):
    rows = [
        {"said": "a b", "heard": "a", "accent": f"g{n}", "who": f"s{n % 99}"}
        for n in range(100_000)
    ]
    ended = audit(write_table(rows), *NAMED, "--speaker", "who")
    ended.one_message("more than 2,000 groups", "column 'accent'", "Name a column of groups")


def test_ten_rows_have_numbers_and_no_verdict(audit, write_table):
    rows = crowd({"north": 0.3, "south": 0.3}, speakers=5, each=1)
    ended = audit(write_table(rows), *NAMED, "--speaker", "who", "--json")
    assert ended.code == 0
    assert {group["status"] for group in ended.json["groups"]} == {"too_few_speakers"}
    assert ended.json["totals"]["utterances"] == 10


def test_wrong_names_are_said_before_the_table_is_read(audit, write_table):
    table = write_table(crowd(APART))
    audit(table, *NAMED, "--policy", "basic-9").one_message("basic-9", "basic-1")
    audit(table, *NAMED, "--speaker", "who", "--against", "souht").one_message("souht", "south")
    audit(table, *NAMED, "--second-policy", "basic-1").one_message(
        "--second-policy: 'basic-1' is the policy already", "another one to set beside it"
    )
    missing = audit(table, *NAMED, "--speaker", "whom")
    missing.one_message("no column 'whom'", "Did you mean --speaker 'who'?")


def test_suspicions_are_remarks(audit, write_table):
    rows = crowd(APART)
    for n, row in enumerate(rows):
        row["normalizer"] = f"v{n % 2}"
        if row["accent"] == "south":
            row["said"] = row["said"].capitalize() + "."
    rows[0]["who"] = " NORTH-0 "
    ended = audit(write_table(rows), *NAMED, "--speaker", "who", "--json")
    remarks = {(each["code"], each["where"]): each["text"] for each in ended.json["remarks"]}
    assert "'v0', 'v1'" in remarks["mixed_normalisers", "column 'normalizer'"]
    assert "or leading zeros: 1;" in remarks["speakers_alike", "column 'who'"]
    between = remarks["mixed_normalisers", "column 'said'"]
    assert "texts of 'south' have" in between
    assert "'east', 'north'" in between
    for text in remarks.values():
        assert text in ended.err
        assert "NORTH-0" not in text


def test_help_names_every_option_of_the_contract_quickly():
    finished = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "isogloss", "audit", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    for option in (
        "--reference", "--hypothesis", "--group", "--speaker", "--against", "--policy",
        "--covariate", "--selection", "--min-speakers", "--fail-if-ratio-above",
        "--fail-if-cannot-rule-out", "--fail-if-worse-than", "--rows-are-speakers", "--html",
        "--markdown", "--language", "--json", "TABLE...",
    ):  # fmt: skip
        assert option in finished.stdout
    for heavy in ("numpy", "pandas", "pyarrow", "numba"):
        assert f" {heavy}\n" not in finished.stderr


def test_heavy_libraries_are_imported_only_where_used(write_table):
    table = write_table(crowd(APART))
    arguments = ["audit", str(table), *NAMED, "--speaker", "who", "--json"]
    code = (
        f"import sys; from isogloss.main import run; run({arguments!r});"
        "print([name for name in ('prefect', 'matplotlib', 'statsmodels', 'scipy.stats', 'jinja2',"
        " 'sqlalchemy', 'librosa') if name in sys.modules], file=sys.stderr)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert finished.stderr.strip() == "[]"
