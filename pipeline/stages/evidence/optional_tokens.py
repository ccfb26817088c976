"""What policies left out or rewrote, by group: hesitations, and forms of speech such as `gonna`.

Both happen in references and in hypotheses, and either changes a rate; so both are counted, and
told apart.
"""

from collections.abc import Iterator, Sequence

import pandas as pd

from pipeline.disparity.cells import read_labels
from pipeline.results.evidence import OptionalKind, OptionalTokensRow
from pipeline.tables import UNDISCLOSED
from pipeline.text.optional_tokens import count_optional_tokens, dialect_rewrites

HESITATIONS: OptionalKind = "hesitations"
FORM: OptionalKind = "form"
_PER = 1000


def optional_token_rows(
    texts: pd.DataFrame, group: str, policies: Sequence[str]
) -> tuple[OptionalTokensRow, ...]:
    """Count the optional tokens that policies left out or rewrote in each group.

    Args:
        texts: One row an utterance and group: `reference`, `hypothesis`, `words`, and the group.
        group: Column of group labels.
        policies: Each has rows of its own.

    Returns:
        Nothing for what never happened in any group; a form that happened in one has a row for
        each.

    Example:
        >>> texts = pd.DataFrame({"reference": ["um we go", "go"], "hypothesis": ["we go", "go"]})
        >>> texts = texts.assign(words=[2, 1], accent=["north", "south"])
        >>> rows = optional_token_rows(texts, "accent", ["english-1"])
        >>> [(row.group, row.times, row.times_per_thousand) for row in rows]
        [('north', 1, 500.0), ('south', 0, 0.0)]
    """
    labels = read_labels(texts[group]).to_numpy()
    words = texts["words"].groupby(labels).sum()
    names = sorted(words.index, key=lambda name: (name == UNDISCLOSED, name))
    return tuple(
        _row(policy, key, name, found[labels[found.index] == name], int(words[name]))
        for policy in policies
        for key, found in _found(texts, policy)
        for name in names
    )


def _found(
    texts: pd.DataFrame, policy: str
) -> Iterator[tuple[tuple[OptionalKind, str], pd.DataFrame]]:
    """Give kind and form with the rows (places) in which it happened: by side."""
    sides = {"reference": list(texts["reference"]), "hypothesis": list(texts["hypothesis"])}
    hesitations = pd.DataFrame(
        {side: count_optional_tokens(of, policy) for side, of in sides.items()}
    )
    happened = hesitations[(hesitations > 0).any(axis=1)]
    if not happened.empty:
        yield (HESITATIONS, ""), happened
    forms = pd.concat([dialect_rewrites(of, policy).assign(side=s) for s, of in sides.items()])
    for form, rows in forms.groupby("form"):
        counted = rows.pivot_table(index="row", columns="side", values="times", aggfunc="sum")
        yield (FORM, str(form)), counted.reindex(columns=list(sides)).fillna(0).astype("int64")


def _row(
    policy: str, key: tuple[OptionalKind, str], group: str, found: pd.DataFrame, words: int
) -> OptionalTokensRow:
    reference, hypothesis = int(found["reference"].sum()), int(found["hypothesis"].sum())
    return OptionalTokensRow(
        policy=policy,
        kind=key[0],
        form=key[1],
        group=group,
        times=reference + hypothesis,
        times_in_references=reference,
        times_in_hypotheses=hypothesis,
        utterances=len(found),
        words=words,
        times_per_thousand=_PER * (reference + hypothesis) / words if words else None,
    )
