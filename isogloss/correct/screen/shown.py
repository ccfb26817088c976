"""What stands in the parts of the screen, as text."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Group
from rich.table import Table

from isogloss.correct.desk.lines import write_hypothesis
from isogloss.correct.desk.today import count_answers_an_hour, count_today, tell_earned_today
from isogloss.correct.desk.words import Words
from isogloss.correct.screen.keys import write_key

if TYPE_CHECKING:
    from isogloss.correct.desk.desk import Desk
    from isogloss.correct.desk.item import Item

_BETWEEN = " · "


def write_head(words: Words, item: "Item") -> str:
    """Say which recording it is, how long, and in which language."""
    seconds = words.number(item.utterance.duration_s, 1)
    language = item.assignment.language
    return words("head.item", id=item.assignment.utterance_id, seconds=seconds, language=language)


def write_hypothesis_here(words: Words, item: "Item", doubtful_below: float) -> str:
    """Write the hypothesis, its doubtful words in brackets."""
    if item.shown is None:
        return words("heard.blind.here" if item.assignment.blind else "heard.none.here")
    return write_hypothesis(words, item, doubtful_below)


def write_remarks(words: Words, item: "Item") -> Iterator[str]:
    """Say why a recording is here again, if it is."""
    if item.left_behind:
        yield words("head.left_behind")
    elif item.assignment.resumed and not item.undone:
        yield words("head.resumed")
        if item.draft is not None:
            yield words("draft.here")


def write_changes(words: Words, found: str, more: int) -> str:
    """Write the changes so far."""
    line = f"{words('part.changes')} {found or words('changes.none')}"
    return f"{line} {words('changes.more', n=more)}" if more else line


def write_foot(words: Words, desk: "Desk") -> str:
    """Write the worker's pace and queue, what they did today and what it has earned."""
    at = count_today(desk)
    waiting = words.number(at.waiting)
    today = [words("foot.done", n=at.done)]
    if earned := tell_earned_today(desk):
        today.append(earned)
    parts = [words("foot.today", what=", ".join(today))]
    parts.append(words("foot.waiting", n=words("head.more", n=waiting) if at.more else waiting))
    if (pace := count_answers_an_hour(desk)) is not None:
        parts.append(words("foot.pace", n=words.number(pace, 0)))
    return _BETWEEN.join(parts)


def write_keys(words: Words, chosen: Mapping[str, str], width: int) -> str:
    """List every key and what it does; a line breaks between two of them only."""
    lines = [""]
    for name, pressed in chosen.items():
        one = f"{write_key(pressed)} {words(f'key.{name}')}"
        longer = f"{lines[-1]}  {one}" if lines[-1] else one
        if cell_len(longer) > width and lines[-1]:
            lines.append(one)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def write_help(words: Words, chosen: Mapping[str, str]) -> Group:
    """Write what every key does, and what to type."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, pressed in chosen.items():
        table.add_row(write_key(pressed), words(f"help.{name}"))
    return Group(table, "", words("help.about"))
