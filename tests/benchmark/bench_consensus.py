"""Time of a consensus of seven texts an utterance, against a plain ROVER on the same texts.

Run with `pytest tests/benchmark/bench_consensus.py -s`. The plain one is what a direct reading of
Fiscus 1997 gives in Python: texts enter as they come, dynamic programming over dictionaries of
votes, one vote each, no skill. Both get the same real texts in one process, on one core, and are
warm; reading the file, importing and compiling are not in the measure. CPU time is measured, since
other work may share the cores.
"""

import time
from collections import Counter
from itertools import groupby

import pytest

from pipeline.review.consensus.vote import find_consensus, merge_texts
from pipeline.stages.reviewing.consensus import Named, read_texts
from pipeline.text.policies import tokens

WANTED_MS = 1.6
PLAIN_UTTERANCES = 150


@pytest.fixture(scope="module")
def texts(request):
    folder = request.path.parents[2].parent / "shared" / "data" / "crowdspeech"
    if not folder.is_dir():
        pytest.skip("no crowdspeech in ../shared/data")
    return read_texts(folder / "crowdspeech-dev-other-crowd.tsv", Named()).texts


def plain_rover(texts):
    sides = [tokens(text, "basic-1") for text in texts]
    network = [Counter([word]) for word in sides[0]]
    for entered, words in enumerate(sides[1:], start=1):
        network = entered_into(network, words, entered)
    chosen = (max(slot, key=lambda word: slot[word]) for slot in network)
    return " ".join(word for word in chosen if word)


def entered_into(network, words, entered):
    height, width = len(network), len(words)
    cost = [[0.0] * (width + 1) for _ in range(height + 1)]
    came = [["new"] * (width + 1) for _ in range(height + 1)]
    for j in range(width):
        cost[0][j + 1] = cost[0][j] + 1
    for i, slot in enumerate(network):
        leave = 0 if "" in slot else 1
        cost[i + 1][0], came[i + 1][0] = cost[i][0] + leave, "empty"
        for j, word in enumerate(words):
            cost[i + 1][j + 1], came[i + 1][j + 1] = min(
                (cost[i][j] + (word not in slot), "pair"),
                (cost[i][j + 1] + leave, "empty"),
                (cost[i + 1][j] + 1, "new"),
            )
    slots, i, j = [], height, width
    while i or j:
        step = came[i][j]
        slot = Counter({"": entered}) if step == "new" else network[i - 1]
        word = "" if step == "empty" else words[j - 1]
        slots.append(slot + Counter([word]))
        i, j = i - (step != "new"), j - (step != "empty")
    return slots[::-1]


def test_seven_texts_an_utterance(texts):
    find_consensus(texts[:700], "basic-1")
    utterances = texts["utterance_id"].nunique()
    milliseconds = min(measured(lambda: find_consensus(texts, "basic-1")) for _ in range(3))
    ours = milliseconds / utterances

    groups = by_utterance(texts)
    few = groups[:PLAIN_UTTERANCES]
    plain = measured(lambda: [plain_rover(group) for group in few]) / len(few)

    print(  # noqa: T201 - what a benchmark is for
        f"\n{utterances} utterances: {ours:.2f} ms each, votes told; plain {plain:.2f} ms"
    )
    assert ours < WANTED_MS
    assert ours < plain


def test_one_utterance_after_the_other(texts):
    few = by_utterance(texts)[:PLAIN_UTTERANCES]
    merge_texts(few[0], "basic-1")
    alone = min(
        measured(lambda: [merge_texts(group, "basic-1") for group in few]) for _ in range(3)
    ) / len(few)  # fmt: skip
    print(f"\none at a time: {alone:.2f} ms each")  # noqa: T201 - what a benchmark is for
    assert alone < WANTED_MS


def by_utterance(texts):
    ordered = texts.sort_values("utterance_id", kind="stable")
    pairs = zip(ordered["utterance_id"], ordered["text"], strict=True)
    return [[text for _, text in rows] for _, rows in groupby(pairs, key=lambda row: row[0])]


def measured(work):
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000
