"""Tags: what a phone wrote into a recording in whatever encoding is no reason to refuse it."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize("kind", ["webm", "m4a"])
def test_tags_that_are_no_text_are_let_be(
    kind: str,
    voice: Callable[..., Any],
    encode: Callable[[str, Any, int], bytes],
    look: Callable[..., Any],
) -> None:
    data = encode(kind, voice(1.0, 48_000), 48_000)
    marred = data.replace(b"Lav", b"\xe9\xff\x80")
    assert marred != data
    whole, found = look(data, hint=kind), look(marred, hint=kind)
    assert (found.facts, found.pcm_sha256) == (whole.facts, whole.pcm_sha256)
    assert found.damage == ()
