"""Print the tables of "Consensus and overlap on CrowdSpeech" in docs/trials.md.

Run from the repository root with the data in ../shared/data/crowdspeech:
`python -m docs.make_overlap_trial` or `python docs/make_overlap_trial.py`.
What was really said is read here and goes into no estimate; it only scores.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz.distance import Levenshtein

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from docs.overlap_trial import asked_for, nearest_pairs  # noqa: E402 - after the path
from pipeline.review.consensus.vote import find_consensus, worker_rates  # noqa: E402 - after the path
from pipeline.stages.consensus import Named, read_texts  # noqa: E402 - after the path

DATA = ROOT.parent / "shared" / "data" / "crowdspeech"
SETS = ("dev-clean", "dev-other")
POLICY = "basic-1"
SEEDS = (1,)
EVERYBODY = 7
PLANS = (
    *((f"always {most}", -1.0, most) for most in (2, 3, 5, 7)),
    *((f"2, to {most} until within {within:g}", within, most)
      for most in (5, 7) for within in (0.0, 0.05, 0.1, 0.2, 0.3)),
)  # fmt: skip


def said(name: str) -> dict[str, list[str]]:
    """What was really said, in words."""
    lines = (DATA / f"crowdspeech-{name}-gt.txt").read_text("utf-8").splitlines()
    return {audio: words(text) for audio, text in (line.split("\t") for line in lines)}


def words(text: str) -> list[str]:
    """Lower-cased; letters, apostrophes and spaces are kept, as the published numbers are."""
    return re.sub(r"[^a-z' ]", "", text.lower()).split()


def mean_wer(pairs: Iterable[tuple[str, list[str]]]) -> float:
    """Mean word error rate a clip, in percent."""
    rates = [Levenshtein.distance(words(text), truth) / len(truth) for text, truth in pairs]
    return 100 * float(np.mean(rates))


def orders(texts: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The same texts in the order of chance, and the best workers first."""
    rates = worker_rates(texts, POLICY)
    for seed in SEEDS:
        mixed = texts.sample(frac=1, random_state=seed)
        yield "any", mixed
        yield "proven", mixed.loc[rates.loc[mixed.index].sort_values(kind="stable").index]


def trial(name: str) -> pd.DataFrame:
    """Listeners spent and WER of each plan and order, one row a seed."""
    texts = read_texts(DATA / f"crowdspeech-{name}-crowd.tsv", Named()).texts
    truth = said(name)
    found = []
    for order, rows in orders(texts):
        near = nearest_pairs(rows, POLICY)
        for plan, within, most in PLANS:
            if order == "proven" and within < 0 and most == EVERYBODY:
                continue  # whoever is asked first, all are asked
            asked = asked_for(near, within, most)
            one = find_consensus(asked, POLICY)
            wer = mean_wer((each.text, truth[each.utterance_id]) for each in one)
            found.append((plan, order, len(asked) / len(truth), wer))
    return pd.DataFrame(found, columns=["plan", "order", "listeners", "wer"])


def main() -> None:
    """Print the table."""
    tables = {name: trial(name).groupby(["plan", "order"]).mean() for name in SETS}
    lines = ["| asked | whom |" + "".join(f" listeners, {name} | WER % |" for name in SETS)]
    lines.append("|---|---|" + "---:|---:|" * len(SETS))
    for plan, order in ((plan, order) for plan, _, _ in PLANS for order in ("any", "proven")):
        if (plan, order) in tables[SETS[0]].index:
            cells = (table.loc[[(plan, order)]].to_numpy()[0] for table in tables.values())
            numbers = "".join(f" {listeners:.2f} | {wer:.2f} |" for listeners, wer in cells)
            lines.append(f"| {plan} | {order} |{numbers}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
