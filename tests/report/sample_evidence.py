"""What stands behind the sample report's accents, in the very dataclasses that make it elsewhere.

`conftest` and `make_goldens` load this file; numbers are made up, names of fields are not.
"""

import math
from dataclasses import replace
from typing import Any

from pipeline.results.disparity import Adjusted, Disparity
from pipeline.results.evidence import (
    ErrorTypeRow,
    Evidence,
    OptionalTokensRow,
    SilenceRow,
    StratumRow,
)
from pipeline.results.pairs import Pair
from pipeline.results.selection import RefusedBack, SelectionGap, SelectionStep
from pipeline.results.words import Confusion, HarmfulRow, WordRow

INDIA, US, ENGLAND, HONGKONG = "en-x-l2-hi", "en-x-us", "en-x-england", "en-x-hongkong"


def adjusted() -> tuple[Adjusted, ...]:
    row = Adjusted(
        group=INDIA,
        against="rest",
        ratio=1.7,
        ratio_low=1.3,
        ratio_high=2.2,
        p_value=0.003,
        p_adjusted=0.009,
        status="reported",
        raw_ratio=1.86,
        raw_low=1.5,
        raw_high=2.31,
        mixed_ratio=1.66,
        mixed_low=1.28,
        mixed_high=2.15,
        mixed_p_value=0.002,
        speaker_spread=0.41,
        e_value=2.79,
        e_value_limit=1.92,
        utterances=980,
        covariates=("snr_db", "device"),
    )
    unknown: Any = None  # of a model that could not be fitted nothing is known in this sample
    nothing = Adjusted(group=US, against="rest", status="reported", utterances=unknown)
    return row, nothing


def pairs() -> tuple[Pair, ...]:
    def pair(group: str | None, difference: float, p: float | None, status: Any) -> Pair:
        return Pair(
            system_a="tiny.en",
            system_b="base <b>",
            group=group,
            difference=difference,
            difference_low=difference - 0.02,
            difference_high=difference + 0.02,
            p_value=p,
            p_adjusted=p,
            ratio=1 + difference,
            ratio_low=0.9 + difference,
            ratio_high=1.1 + difference,
            speakers=153,
            status=status,
            mapsswe_segments=1210,
            mapsswe_statistic=2.1,
            mapsswe_p_value=0.001,
        )

    return (
        pair(None, 0.05, 0.002, "reported"),
        pair(US, -0.01, 0.4, "reported"),
        pair(HONGKONG, 0.02, None, "too_few_speakers"),
    )


def _error_types() -> list[ErrorTypeRow]:
    rates = {INDIA: (0.17, 0.09, 0.04), ENGLAND: (0.08, 0.04, 0.03), "undisclosed": (0.07, 0.04, 0)}
    rows = []
    for group, by_type in rates.items():
        for kind, rate in zip(("substitutions", "deletions", "insertions"), by_type, strict=True):
            known = group != "undisclosed"
            rows.append(
                ErrorTypeRow(
                    group=group,
                    against="rest",
                    type=kind,  # type: ignore[arg-type]
                    errors=round(rate * 2400),
                    share=rate / sum(by_type),
                    rate=rate,
                    rate_low=rate * 0.8 if rate else None,
                    rate_high=rate * 1.3 if rate else 0.0023,
                    ratio=rate / 0.08 if known else None,
                    ratio_low=rate / 0.1 if known else None,
                    ratio_high=rate / 0.06 if known else None,
                )
            )
    alone = ErrorTypeRow("en-x-lagos", "rest", "deletions", 9, 1.0, 0.07, *(None,) * 5)
    return [*rows, alone]


def _word(word: str, group: str, excess: float, q: float | None, kind: Any = "other") -> WordRow:
    return WordRow(
        word=word,
        word_class=kind,
        group=group,
        said=60,
        missed=24,
        speakers=31,
        difference=excess / 60,
        difference_low=excess / 60 - 0.05,
        difference_high=excess / 60 + 0.05,
        excess=excess,
        excess_low=excess - 3,
        excess_high=excess + 3,
        p_value=q,
        q_value=q,
    )


def _harmful(word: str | None, missed: int, in_vain: int) -> HarmfulRow:
    return HarmfulRow(
        word=word,
        group=INDIA,
        speakers=38,
        utterances=300,
        said=50,
        missed=missed,
        heard_in_vain=in_vain,
        missed_share=missed / 50,
        missed_low=missed / 100 if missed else None,
        missed_high=0.07 + missed / 25,
        in_vain_rate=in_vain / 300,
        in_vain_low=None if not in_vain else 0.001,
        in_vain_high=0.02,
    )


def _strata() -> tuple[StratumRow, ...]:
    def row(*values: Any) -> StratumRow:
        return StratumRow("snr_db", *values)

    return (
        row("low", 4.25, 12, INDIA, 100, 30, 800, 0.3, 0.2, 0.4, 1.9, 1.2, 2.6, "reported"),
        row("middle", 12.1, 21, INDIA, 100, 30, 800, 0.3, 0.2, 0.4, 1.6, 1.2, 2.6, "reported"),
        row("high", 21, 140, INDIA, 9, 3, 70, 0.2, None, None, 1.4, 0.2, 9.0, "too_few_speakers"),
    )


def _optional_tokens(kind: Any, form: str, times: int) -> OptionalTokensRow:
    return OptionalTokensRow(
        policy="english-1",
        kind=kind,
        form=form,
        group=INDIA,
        times=times,
        times_in_references=times - 1,
        times_in_hypotheses=1,
        utterances=4,
        words=2400,
        times_per_thousand=times / 2.4,
    )


def _selection_gap(group: str, share: float, p: float | None, **more: Any) -> SelectionGap:
    row = SelectionGap(
        rule="low_snr",
        group=group,
        best=ENGLAND,
        share=share,
        ratio=share / 0.04,
        ratio_low=share / 0.06,
        ratio_high=share / 0.02,
        kept_ratio=(1 - share) / 0.96,
        kept_ratio_low=0.6,
        kept_ratio_high=0.9,
        below_four_fifths=share > 0.2,
        p_value=p,
        p_adjusted=p,
        arrangements=100_000,
        exact=False,
        status="reported",
    )
    return replace(row, **more)


def evidence(result: Disparity, verdicts: dict[str, float]) -> Evidence:
    """Everything at once; `verdicts` are adjusted p-values under the second policy."""
    few = {"status": "too_few_speakers", "below_four_fifths": None}
    nothing = dict.fromkeys(("ratio", "ratio_low", "ratio_high", "kept_ratio"))
    gaps = [replace(gap, p_adjusted=verdicts.get(gap.group, math.nan)) for gap in result.gaps]
    other = replace(result, policy="english-1", gaps=tuple(gaps))
    return Evidence(
        error_types=tuple(_error_types()),
        silence=(SilenceRow(INDIA, 40, 6, 19, 0.15, 0.07, 0.31, "reported"),),
        word_classes=(
            _word("name", INDIA, 12, 0.001, "name"),
            _word("other", US, 2, 0.7),
        ),
        words=(
            *(_word(f"word{n}", INDIA, 9 - n / 2, 0.01 + n / 50) for n in range(14)),
            _word("fewer", INDIA, -4, 0.2),
            _word("<i>three</i>", US, 4, None, "number"),
        ),
        confusions=(
            Confusion(INDIA, "three", "tree", 14, 9),
            Confusion(INDIA, "", "\x1b[31muh", 4, 2),
            Confusion(US, "مرحبا", "", 3, 1),
        ),
        harmful=(_harmful(None, 4, 2), _harmful("not", 4, 0), _harmful("suicide", 0, 0)),
        strata=_strata(),
        policies=(other,),
        optional_tokens=(
            _optional_tokens("hesitations", "", 31),
            _optional_tokens("form", "gonna", 4),
        ),
        selection_gaps=(
            _selection_gap(ENGLAND, 0.04, 0.002, **nothing),
            _selection_gap(INDIA, 0.24, 0.002),
            _selection_gap(HONGKONG, 0.1, None, **few),
        ),
        selection_steps=(
            SelectionStep("low_snr", ENGLAND, 400, 16, 12, 384, 0.96, 1.0),
            SelectionStep("low_snr", INDIA, 395, 95, 90, 300, 0.76, 0.79),
            SelectionStep("silent", INDIA, 395, 2, 0, 298, 0.75, 0.79),
        ),
        refused_back=RefusedBack(result, result, 113),
    )
