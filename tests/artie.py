"""The Artie bias corpus as its tests read it: 969 speakers, nine recognisers, and known rates.

The corpus lies beside the checkout; a test of it carries `MARKS` and skips where it is absent.
The known rates are of texts in lower case without punctuation, from the README beside the data.
"""

import string
from pathlib import Path

import pandas as pd
import pytest

ARTIE = Path(__file__).parents[2] / "shared" / "data" / "artie"

MARKS = [
    pytest.mark.real,
    pytest.mark.skipif(not ARTIE.is_dir(), reason="../shared/data/artie is not here"),
]

# system: file, then pooled WER % of all, us, england, indian, male, female, and empty hypotheses
KNOWN = {
    "amazon en-US": ("amazon/en-US/dec-9-2019", 25.33, 19.12, 21.81, 35.19, 24.70, 29.06, 11),
    "amazon en-GB": ("amazon/en-GB/dec-9-2019", 24.94, 19.51, 20.27, 33.89, 24.28, 28.77, 5),
    "amazon en-IN": ("amazon/en-IN/dec-9-2019", 34.64, 31.87, 35.93, 33.21, 33.75, 40.09, 14),
    "google en-US": ("google/en-US/dec-4-2019", 25.85, 19.38, 29.97, 29.84, 24.82, 31.61, 36),
    "google en-GB": ("google/en-GB/dec-5-2019", 33.01, 29.27, 28.43, 38.79, 31.54, 41.41, 69),
    "google en-IN": ("google/en-IN/dec-5-2019", 59.50, 65.71, 72.33, 37.58, 57.73, 69.38, 137),
    "deepspeech 0.5.1": ("deepspeech/v0-5-1", 49.76, 41.25, 43.71, 64.36, 48.98, 54.28, 0),
    "deepspeech 0.6.0": ("deepspeech/v0-6-0", 43.01, 35.82, 40.63, 55.67, 41.84, 49.22, 0),
    "deepspeech 0.7.3": ("deepspeech/v0-7-3", 41.52, 33.28, 40.44, 54.59, 40.94, 44.53, 3),
}


def read(path: str) -> pd.DataFrame:
    """Read a table of the corpus, with `stem`: the name of its recording without the ending."""
    rows = pd.read_csv(ARTIE / path, sep="\t", dtype=str, keep_default_na=False)
    return rows.assign(stem=rows["path"].str.rsplit(".", n=1).str[0])


def strip_texts(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Prepare texts as the known rates were: lower case, ASCII punctuation gone, hyphens too."""
    return texts.str.lower().str.translate(str.maketrans("", "", string.punctuation))
