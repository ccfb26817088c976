"""Print the table of docs/methods.md that tells what a random intercept would change on Artie.

`python docs/make_intercept_trial.py` reads the Artie bias corpus in ../shared/data/artie: every
recogniser, accents against all others and against the United States, genders against one another.
Holm's method adjusts the p-values of both models within each of these families, so that each model
comes to verdicts of its own; the table holds the gaps on which the two models do not agree.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.disparity.adjusted import adjust  # noqa: E402 - after the path
from pipeline.disparity.terms import Terms  # noqa: E402 - after the path
from pipeline.results.disparity import REST, Adjusted  # noqa: E402 - after the path
from pipeline.results.verdicts import verdict_on_ratio  # noqa: E402 - after the path
from pipeline.statistics.multiplicity import holm  # noqa: E402 - after the path
from pipeline.text.counts import count_errors  # noqa: E402 - after the path

DATA = ROOT.parent / "shared" / "data" / "artie"
POLICY = "basic-1"
# The recogniser's name, and its answers below predictions/.
SYSTEMS = {
    "amazon en-US": "amazon/en-US/dec-9-2019",
    "amazon en-GB": "amazon/en-GB/dec-9-2019",
    "amazon en-IN": "amazon/en-IN/dec-9-2019",
    "google en-US": "google/en-US/dec-4-2019",
    "google en-GB": "google/en-GB/dec-5-2019",
    "google en-IN": "google/en-IN/dec-5-2019",
    "deepspeech 0.5.1": "deepspeech/v0-5-1",
    "deepspeech 0.6.0": "deepspeech/v0-6-0",
    "deepspeech 0.7.3": "deepspeech/v0-7-3",
}
# The column of groups, what its groups are held against, and what is held equal.
FAMILIES = (
    ("accent", REST, ("age", "gender", "characters")),
    ("accent", "us", ("age", "gender", "characters")),
    ("gender", REST, ("age", "accent", "characters")),
)


@dataclass(frozen=True)
class BothVerdicts:
    """One reported gap, with the p-value that Holm's method gives to the second model.

    Attributes:
        system: Name of the recogniser.
        gap: The gap, with the numbers of both models.
        mixed_p_adjusted: The p-value of the random-intercept model, adjusted within the family.
    """

    system: str
    gap: Adjusted
    mixed_p_adjusted: float | None

    @property
    def agree(self) -> bool:
        """Whether both models come to the same verdict."""
        return self.gap.verdict == verdict_on_ratio(self.gap.mixed_ratio, self.mixed_p_adjusted)

    def as_row(self) -> str:
        """The gap as a row of the table."""
        gap = self.gap
        found = verdict_on_ratio(gap.mixed_ratio, self.mixed_p_adjusted)
        return (
            f"| {self.system} | {gap.group} | {gap.against} "
            f"| {gap.ratio:.3f} ({gap.p_adjusted:.3f}) "
            f"| {gap.mixed_ratio:.3f} ({self.mixed_p_adjusted:.3f}) "
            f"| {gap.verdict.in_json} | {found.in_json} |"
        )


def read_counts(path: str) -> pd.DataFrame:
    """Read the corpus with one recogniser's answers, and count the errors of each utterance."""
    rows, heard = (
        pd.read_csv(DATA / name, sep="\t", dtype=str, keep_default_na=False)
        for name in ("artie-bias-corpus.tsv", f"predictions/{path}.tsv")
    )
    texts = rows.assign(stem=_cut_suffix(rows["path"])).merge(
        heard.assign(stem=_cut_suffix(heard["path"]))[["stem", "prediction"]],
        on="stem",
        validate="1:1",
    )
    counts = count_errors(texts["sentence"], texts["prediction"], POLICY)
    return texts.join(counts).assign(
        empty_hypothesis=texts["prediction"].str.strip() == "",
        characters=texts["sentence"].str.len().astype(float),
    )


def _cut_suffix(paths: pd.Series) -> pd.Series:
    return paths.str.rsplit(".", n=1).str[0]


def find_verdicts() -> Iterator[BothVerdicts]:
    """Adjust every family of every recogniser, and give its reported gaps."""
    for system, path in SYSTEMS.items():
        counts = read_counts(path)
        for group, against, covariates in FAMILIES:
            found = adjust(
                counts,
                group=group,
                speaker="client_id",
                covariates=covariates,
                terms=Terms(against),
                random_intercept=True,
            )
            reported = [gap for gap in found.gaps if gap.p_adjusted is not None]
            adjusted = holm([gap.mixed_p_value for gap in reported])
            for gap, p_adjusted in zip(reported, adjusted, strict=True):
                yield BothVerdicts(system, gap, p_adjusted)


def main() -> None:
    """Print the table, and how many gaps were compared."""
    found = list(find_verdicts())
    changed = [each for each in found if not each.agree]
    lines = [
        "| recogniser | group | against | Poisson: ratio (p) | random intercept: ratio (p) "
        "| verdict | it would be |",
        "|---|---|---|---:|---:|---|---|",
        *(each.as_row() for each in changed),
        "",
        f"{len(changed)} of {len(found)} verdicts would change.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
