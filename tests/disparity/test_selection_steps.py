"""What each filter adds, the gap with the refused back in, and one column of decisions."""

import numpy as np
import pandas as pd
import pytest

from pipeline.disparity.selection.steps import selection_steps, split_decisions, with_refused_back
from pipeline.errors import TableError


def test_what_filters_add_sums_to_what_is_gone():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"accent": rng.choice(["a", "b", None], 400)})
    rules = ["short", "noisy", "silent"]
    for rule in rules:
        frame[rule] = rng.random(400) < 0.3
    steps = selection_steps(frame, rules=rules, group="accent")
    assert [step.group for step in steps] == ["a", "b", "undisclosed"] * 3
    for name in ("a", "b", "undisclosed"):
        own = [step for step in steps if step.group == name]
        assert own[-1].kept == own[0].offered - sum(step.added for step in own)
        assert own[0].added >= own[0].alone
        assert own[-1].added == own[-1].alone
    assert max(step.kept_ratio for step in steps if step.kept_ratio) == 1.0


def test_the_order_of_rules_decides_whom_an_utterance_is_charged_to():
    frame = pd.DataFrame({"accent": ["a"] * 4, "x": [True] * 4, "y": [True, True, False, False]})
    forward = selection_steps(frame, rules=["x", "y"], group="accent")
    backward = selection_steps(frame, rules=["y", "x"], group="accent")
    assert [(step.added, step.alone, step.kept) for step in forward] == [(4, 2, 0), (0, 0, 0)]
    assert [(step.added, step.kept_ratio) for step in backward] == [(2, 1.0), (2, None)]


def test_refused_utterances_need_the_same_columns():
    frame = pd.DataFrame({"accent": ["a"], "words": [3]})
    with pytest.raises(TableError) as caught:
        with_refused_back(
            frame,
            frame.drop(columns="words"),
            group="accent",
            speaker=None,
            system="x",
            policy="basic-1",
        )
    assert str(caught.value) == (
        "refused utterances: no column 'words'; expected the columns of the utterances that were "
        "kept."
    )


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([1, 0, 1], {"left_out": [False, True, False]}),
        ([True, None, False], {"left_out": [False, False, True]}),
        (["Accepted", "TOO short", ""], {"too short": [False, True, False]}),
        (["ok", "ok", None], {}),
    ],
)
def test_rules_of_one_column(decisions, expected):
    found = split_decisions(pd.Series(decisions, index=[5, 6, 7]))
    assert {name: found[name].tolist() for name in found} == expected
    assert found.index.tolist() == [5, 6, 7]
