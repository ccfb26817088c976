"""Gates: exit code 3 on bounds of intervals, never on point estimates; what cannot be judged."""

import json
import math
from typing import Any

import numpy as np
import pytest

from isogloss.main import run
from pipeline.disparity.gates import worse_than
from pipeline.results.disparity import Disparity, Group, Totals

NAMED = ("--reference", "said", "--hypothesis", "heard", "--group", "accent")


def table(rates: dict[str, float], *, speakers: int = 20, seed: int = 1) -> list[dict[str, Any]]:
    rng = np.random.default_rng(seed)
    rows = []
    for accent, rate in rates.items():
        for who in range(speakers):
            wrong = rng.random(50) < rate * math.exp(rng.normal(0, 0.2))
            heard = " ".join("x" if each else "w" for each in wrong)
            rows.append(
                {"said": " ".join(["w"] * 50), "heard": heard, "accent": accent,
                 "who": f"{accent}{who}"}
            )  # fmt: skip
    return rows


@pytest.fixture
def audit(capfd, write_table):
    def call(rows, *arguments, speaker=True):
        path = write_table(rows)
        capfd.readouterr()
        named = (*NAMED, *(("--speaker", "who") if speaker else ()))
        code = run(["audit", str(path), *named, *map(str, arguments)])
        return code, *capfd.readouterr()

    return call


def south(out):
    return next(gap for gap in json.loads(out)["gaps"] if gap["group"] == "south")


def test_ratio_above_fails_on_the_lower_limit_alone(audit):
    rows = table({"north": 0.2, "south": 0.4})
    code, out, _ = audit(rows, "--json")
    gap = south(out)
    assert code == 0
    assert 1 < gap["ratio_low"] < gap["ratio"] < gap["ratio_high"]
    just_below, between = gap["ratio_low"] - 0.001, (gap["ratio_low"] + gap["ratio"]) / 2
    code, out, err = audit(rows, "--json", "--fail-if-ratio-above", just_below)
    assert code == 3
    assert south(out) == gap
    assert "gate failed: heard: 'south' has at least" in err
    assert "'north'" not in err
    code, _, err = audit(rows, "--json", "--fail-if-ratio-above", between)
    assert code == 0
    assert err == "gates passed\n"


def test_cannot_rule_out_fails_on_the_upper_limit_alone(audit):
    rows = table({"north": 0.2, "south": 0.2})
    _, out, _ = audit(rows, "--json")
    gap = south(out)
    between = (gap["ratio"] + gap["ratio_high"]) / 2
    code, _, err = audit(rows, "--fail-if-cannot-rule-out", between, "--against", "north")
    assert code == 3
    assert "gate failed: heard: 'south' has up to" in err
    code, _, _ = audit(
        rows, "--fail-if-cannot-rule-out", gap["ratio_high"] + 0.001, "--against", "north"
    )
    assert code == 0


def test_a_group_with_too_few_speakers_fails_no_gate_but_is_named(audit):
    rows = table({"north": 0.2, "east": 0.2}) + table({"south": 0.9}, speakers=9)
    code, _, err = audit(rows, "--fail-if-ratio-above", "1.1", "--fail-if-cannot-rule-out", "9")
    assert code == 0
    assert err.count("gate not judged: heard: 'south' has too few speakers to be judged") == 1
    assert err.endswith("gates passed\n")


def test_where_not_one_group_could_be_judged_nothing_is_said_to_have_passed(audit):
    rows = table({"north": 0.2, "south": 0.4}, speakers=5)
    code, _, err = audit(rows, "--fail-if-ratio-above", "1.1")
    assert code == 0
    assert "gates passed" not in err
    assert err.endswith("not one group could be judged: nothing passed\n")


@pytest.mark.parametrize(
    "gate", [("--fail-if-ratio-above", "1.2"), ("--fail-if-cannot-rule-out", "1.2")]
)
def test_gates_refuse_where_nobody_said_who_spoke(audit, gate):
    rows = table({"north": 0.2, "south": 0.4})
    code, out, err = audit(rows, *gate, speaker=False)
    assert (code, out) == (1, "")
    assert "nobody said who spoke, so no gate can be judged" in err
    assert "--rows-are-speakers" in err
    code, out, _ = audit(rows, *gate, "--rows-are-speakers", speaker=False)
    assert code == 3
    assert out != ""


@pytest.fixture
def earlier(audit, tmp_path):
    def make(rows, *arguments):
        path = tmp_path / "earlier.json"
        path.write_text(audit(rows, "--json", *arguments)[1], encoding="utf-8")
        return path

    return make


def test_worse_than_an_earlier_report(audit, earlier):
    before = earlier(table({"north": 0.2, "south": 0.2}))
    code, _, err = audit(
        table({"north": 0.2, "south": 0.4}, seed=2), "--fail-if-worse-than", before
    )
    assert code == 3
    assert "the error rate of 'south' rose from" in err
    assert "'north'" not in err
    code, _, err = audit(
        table({"north": 0.2, "south": 0.2}, seed=3), "--fail-if-worse-than", before
    )
    assert (code, err) == (0, "gates passed\n")


def test_a_group_that_only_one_report_has_is_said(audit, earlier):
    before = earlier(table({"north": 0.2, "south": 0.2, "west": 0.2}))
    code, _, err = audit(
        table({"north": 0.2, "south": 0.2, "east": 0.9}), "--fail-if-worse-than", before
    )
    assert code == 0
    assert f"'east' is not in {before}" in err
    assert f"'west' of {before} is not here" in err


def test_a_report_that_cannot_be_compared_with_is_an_error(audit, earlier, tmp_path):
    rows = table({"north": 0.2, "south": 0.2})
    before = earlier(rows, "--policy", "verbatim-1")
    code, _, err = audit(rows, "--fail-if-worse-than", before)
    assert code == 1
    assert "counted under 'verbatim-1', now under 'basic-1'" in err
    others = earlier(table({"x": 0.2, "y": 0.2}))
    code, _, err = audit(rows, "--fail-if-worse-than", others)
    assert code == 1
    assert "no group that can be compared with it" in err
    for content, message in (("{", "no JSON"), ('{"schema": "isogloss.report/1"}', "schema")):
        other = tmp_path / "other.json"
        other.write_text(content, encoding="utf-8")
        code, out, err = audit(rows, "--fail-if-worse-than", other)
        assert (code, out) == (1, "")
        assert message in err
        assert "other.json" in err
    code, _, err = audit(rows, "--fail-if-worse-than", tmp_path / "none.json")
    assert code == 1
    assert "none.json" in err


def test_systems_are_compared_by_name(audit, earlier):
    both = [row | {"other": row["said"]} for row in table({"north": 0.2, "south": 0.2})]
    before = earlier(both, "--hypothesis", "other")
    worse = [row | {"other": row["said"]} for row in table({"north": 0.2, "south": 0.5}, seed=2)]
    code, _, err = audit(worse, "--hypothesis", "other", "--fail-if-worse-than", before)
    assert code == 3
    assert err.count("gate failed") == 1
    assert "gate failed: heard: the error rate of 'south' rose" in err
    assert "other: 'south' has too few speakers or errors to be judged" in err


def test_builds_in_which_nothing_changed_hardly_ever_fail():
    """Twelve groups drawn twice from one world: at most one build in forty fails."""
    rng = np.random.default_rng(1)
    builds, failed = 400, 0
    for _ in range(builds):
        reports = [
            Disparity("x", "p", groups=tuple(_group(rng, name) for name in range(12)))
            for _ in range(2)
        ]
        failed += bool(worse_than(reports[:1], reports[1:], "earlier").failed)
    assert failed / builds <= 0.04  # one in forty, and two standard errors of 400 draws


def _group(rng, name):
    from pipeline.statistics.rates import ClusterSums, pooled_rate

    words = rng.lognormal(5, 1, 20).round() + 1
    errors = rng.poisson(words * 0.2 * rng.lognormal(0, 0.35, 20)).astype(float)
    rate = pooled_rate(ClusterSums(np.arange(20), errors, words))
    totals = Totals(
        wer=rate.value,
        wer_low=rate.low,
        wer_high=rate.high,
        speakers_effective=rate.effective_clusters,
        wer_interval="speakers",
    )
    return Group(f"g{name}", totals, "reported")
