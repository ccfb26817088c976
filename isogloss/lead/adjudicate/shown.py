"""What a lead reads: the versions and where they differ; plain lines, nothing that can do harm."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from isogloss.console import count

if TYPE_CHECKING:
    from pipeline.review.showing.versions import Passage, Version
    from pipeline.stages.reviewing.adjudicate import Case

COMMANDS = "a letter picks, m merge, w write, r replay, s slower, o, y, k skip, u undo, q stop, ?"

HELP = """\
  A, B, ...    pick that version; a reason may follow: B the name is right
  m            merge: choose place by place where they differ
  m TEXT       merge by typing the text at once
  w TEXT       write the text anew
  y REASON     why you decide so, before you decide
  r            play again
  s            play slower
  o            show what the recogniser heard, which you are not shown before
  k REASON     skip: another lead decides
  u            undo your last decision and have it again
  q            stop; Ctrl-D and Ctrl-C do the same
Brackets stand around words that others have otherwise, [] where only others have words.
Who typed a version is hidden, and letters are dealt anew for each recording."""

NOBODY = "Nobody has a text for it: write what you hear with w TEXT."


def describe_case(case: "Case") -> Iterator[str]:
    """Write a recording's facts and the versions of its text."""
    from pipeline.locale.sanitise import sanitise

    seconds = f"{case.utterance.duration_s:.1f} s"
    yield ""
    yield f"Utterance {case.assignment.utterance_id}, {seconds}, {case.assignment.language}."
    for reason in case.appeals:
        yield f"An appeal says: {sanitise(reason)}"
    if not case.versions:
        yield NOBODY
        return
    width = max(len(_who(version)) for version in case.versions)
    for version in case.versions:
        yield f"  {_who(version):<{width}}  {sanitise(_marked(case, version))}"
    if len(case.versions) > 1:
        yield f"  {'consensus':<{width}}  {sanitise(case.consensus or '') or '(nothing)'}"


def describe_choices(part: "Passage") -> str:
    """Write the readings of one place as a question."""
    from pipeline.locale.sanitise import sanitise

    return " | ".join(
        f"{', '.join(reading.labels)}: {sanitise(reading.words) or '(nothing)'}"
        for reading in part.readings
    )


def note_gold(case: "Case", text: str, policy: str) -> str:
    """Say that a gold item has another text than was decided; empty where it has not."""
    from pipeline.review.quality.appeals import is_upheld

    if case.gold is None or not is_upheld(case.gold, text, policy):
        return ""
    utterance_id = case.assignment.utterance_id
    return (
        f"It is a gold item with another text. isogloss gold add {utterance_id} takes yours; "
        f"isogloss gold overturn {utterance_id} forgives those who missed it."
    )


def describe_settled(appeals: Sequence[str]) -> Iterator[str]:
    """Say what a decision did to appeals."""
    for state in appeals:
        yield f"The appeal is {state}: the text {'changed' if state == 'upheld' else 'stands'}."


def _who(version: "Version") -> str:
    return f"{version.label} ({count(version.listeners, 'listener')})"


def _marked(case: "Case", version: "Version") -> str:
    from pipeline.review.showing.versions import marked

    return marked(case.parts, version.label) or "(nothing)"
