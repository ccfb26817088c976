"""Matching must not be what a tagging run waits for: 100,000 texts, mostly repeated."""

from typing import Any

from accents.matching import match

TEXTS = ["Scottish", "slight French accent", "NA", "BEL/French", "half Irish half Welsh"]


def test_match_100_000_texts(benchmark: Any) -> None:
    texts = [TEXTS[i % 5] if i % 100 else f"unheard of {i}" for i in range(100_000)]
    outcomes = benchmark.pedantic(
        lambda: sum(match(text, "en").outcome == "resolved" for text in texts), rounds=1
    )
    assert outcomes == 59_000
    assert benchmark.stats.stats.max < 5
