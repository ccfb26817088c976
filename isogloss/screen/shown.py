"""What stands in the parts of the screen, as text."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Group
from rich.table import Table

from isogloss.correct_screen import heard as heard_line
from isogloss.correct_words import Words
from isogloss.screen.keys import shown_key

if TYPE_CHECKING:
    from isogloss.correct_desk import Desk, Item

_BETWEEN = " · "


def head(words: Words, item: "Item") -> str:
    """Which recording it is."""
    seconds = words.number(item.utterance.duration_s, 1)
    language = item.assignment.language
    return words("head.item", id=item.assignment.utterance_id, seconds=seconds, language=language)


def heard(words: Words, item: "Item", doubtful_below: float) -> str:
    """The hypothesis, its doubtful words in brackets."""
    if item.shown is None:
        return words("heard.blind.here" if item.assignment.blind else "heard.none.here")
    return heard_line(words, item, doubtful_below)


def remarks(words: Words, item: "Item") -> Iterator[str]:
    """Why it is here again, if it is."""
    if item.left_behind:
        yield words("head.left_behind")
    elif item.assignment.resumed and not item.undone:
        yield words("head.resumed")
        if item.draft is not None:
            yield words("draft.here")


def changed(words: Words, found: str, more: int) -> str:
    """The changes so far."""
    line = f"{words('part.changes')} {found or words('changes.none')}"
    return f"{line} {words('changes.more', n=more)}" if more else line


def foot(words: Words, desk: "Desk") -> str:
    """Pace, queue, what is done and what it has earned."""
    at = desk.where()
    waiting = words.number(at.waiting)
    today = [words("foot.done", n=at.done)]
    if earned := desk.earned_today():
        today.append(earned)
    parts = [words("foot.today", what=", ".join(today))]
    parts.append(words("foot.waiting", n=words("head.more", n=waiting) if at.more else waiting))
    if (pace := desk.items_an_hour()) is not None:
        parts.append(words("foot.pace", n=words.number(pace, 0)))
    return _BETWEEN.join(parts)


def keys(words: Words, chosen: Mapping[str, str], width: int) -> str:
    """Every key and what it does; a line breaks between two of them only."""
    lines = [""]
    for name, pressed in chosen.items():
        one = f"{key(pressed)} {words(f'key.{name}')}"
        longer = f"{lines[-1]}  {one}" if lines[-1] else one
        if cell_len(longer) > width and lines[-1]:
            lines.append(one)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def key(pressed: str) -> str:
    """A key as it is printed on a keyboard."""
    return shown_key(pressed)


def help_page(words: Words, chosen: Mapping[str, str]) -> Group:
    """What every key does, and what to type."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, pressed in chosen.items():
        table.add_row(key(pressed), words(f"help.{name}"))
    return Group(table, "", words("help.about"))
