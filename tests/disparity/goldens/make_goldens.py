"""Makes the goldens of this folder with tools that share no code with this project.

    python tests/disparity/goldens/make_goldens.py

Needs, on Debian 12: r-base-core 4.2.2, r-cran-lme4 1.1-31, sctk 2.4.10, and statsmodels 0.15.0 in
this Python. What they said is kept with their versions:

rows.csv          made-up utterances: speaker, group, snr, words, errors
statsmodels.json  Poisson GLM with offset, covariance clustered by speaker
r.json            lme4::glmer, Poisson, a random intercept by speaker, nAGQ = 15; p.adjust
pairs.tsv         made-up references and hypotheses, with the S, D, I of sclite
"""

import csv
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
P_VALUES = [0.01, 0.02, 0.02, 0.2, 0.7, 0.0004, 0.04]
LETTERS = [
    "alpha", "bravo", "charlie", "delta", "echo", "foxtrot",
    "golf", "hotel", "india", "juliet", "kilo", "lima",
]  # fmt: skip
GLMER = """
suppressMessages(library(lme4))
rows <- read.csv("{rows}")
fit <- glmer(errors ~ snr + group + offset(log(words)) + (1 | speaker), data = rows,
             family = poisson, nAGQ = 15,
             control = glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10)))
p <- c({p_values})
numbers <- function(x) paste0("[", paste(sprintf("%.12g", x), collapse = ", "), "]")
cat("{{\\"beta\\":", numbers(fixef(fit)), ", \\"spread\\":", sprintf("%.12g", attr(VarCorr(fit)$speaker, "stddev")),
    ", \\"holm\\":", numbers(p.adjust(p, "holm")), ", \\"bh\\":", numbers(p.adjust(p, "BH")),
    ", \\"p_values\\":", numbers(p),
    ", \\"versions\\": \\"", R.version.string, ", lme4 ", as.character(packageVersion("lme4")), "\\"}}\\n", sep = "")
"""  # noqa: E501 - R as it is run


def main() -> None:
    """Write all four."""
    rng = np.random.default_rng(2026)
    rows = made_up_rows(rng)
    (HERE / "statsmodels.json").write_text(json.dumps(clustered_glm(rows), indent=1) + "\n")
    (HERE / "r.json").write_text(json.dumps(glmer(), indent=1) + "\n")
    sclite(rng)


def made_up_rows(rng: np.random.Generator) -> np.ndarray:
    """Write rows.csv and return it as numbers."""
    rows = []
    for speaker in range(36):
        own = rng.normal(0, 0.45)
        for _ in range(int(rng.integers(2, 12))):
            group, words = int(speaker % 3 == 0), int(rng.integers(2, 40))
            snr = round(float(rng.normal(-0.4 * group, 1)), 3)
            errors = rng.poisson(words * np.exp(-1.9 + 0.4 * group - 0.25 * snr + own))
            rows.append((speaker, group, snr, words, int(errors)))
    with (HERE / "rows.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("speaker", "group", "snr", "words", "errors"), *rows])
    return np.array(rows, float)


def clustered_glm(rows: np.ndarray) -> dict[str, object]:
    """Fit the model with statsmodels."""
    import statsmodels
    import statsmodels.api as sm

    speaker, group, snr, words, errors = rows.T
    design = np.column_stack([np.ones(len(rows)), snr, group])
    model = sm.GLM(errors, design, family=sm.families.Poisson(), offset=np.log(words))
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": speaker.astype(int)}, tol=1e-14)
    return {
        "beta": [float(each) for each in fit.params],
        "covariance": np.asarray(fit.cov_params()).tolist(),
        "versions": f"statsmodels {statsmodels.__version__}",
    }


def glmer() -> dict[str, object]:
    """Fit the model with lme4."""
    script = GLMER.format(rows=HERE / "rows.csv", p_values=", ".join(map(str, P_VALUES)))
    answer = subprocess.run(
        [shutil.which("Rscript") or "Rscript", "-e", script],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, object] = json.loads(answer.stdout)
    return found


def sclite(rng: np.random.Generator) -> None:
    """Let sclite align made-up pairs; write pairs.tsv."""
    pairs = [made_up_pair(rng) for _ in range(120)]
    with tempfile.TemporaryDirectory() as folder:
        for side, name in enumerate(("ref", "hyp")):
            lines = [f"{pair[side]} (s_{at:03d})\n" for at, pair in enumerate(pairs)]
            Path(folder, f"{name}.trn").write_text("".join(lines))
        command = [
            "sctk", "sclite", "-r", "ref.trn", "trn", "-h", "hyp.trn", "trn",
            "-i", "rm", "-o", "pra", "stdout",
        ]  # fmt: skip
        answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    found = {
        int(at): tuple(map(int, numbers))
        for at, *numbers in re.findall(
            r"id: \(s_(\d+)\)\s+Scores: \(#C #S #D #I\) \d+ (\d+) (\d+) (\d+)", answer.stdout
        )
    }
    lines = ["reference\thypothesis\tsubstitutions\tdeletions\tinsertions\n"]
    lines += ["\t".join(map(str, (*pair, *found[at]))) + "\n" for at, pair in enumerate(pairs)]
    (HERE / "pairs.tsv").write_text("".join(lines))


def made_up_pair(rng: np.random.Generator) -> tuple[str, str]:
    """Say some words; swap, drop and add some."""
    said = [str(each) for each in rng.choice(LETTERS, rng.integers(1, 14))]
    heard = []
    for word in said:
        if rng.random() < 0.12:
            heard.append(str(rng.choice(LETTERS)))
        draw = rng.random()
        if draw < 0.12:
            continue
        heard.append(str(rng.choice(LETTERS)) if draw < 0.28 else word)
    return " ".join(said), " ".join(heard)


if __name__ == "__main__":
    main()
