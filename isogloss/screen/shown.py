"""What stands in the parts of the screen, as text."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from isogloss.correct_screen import heard as heard_line
from isogloss.correct_words import Words
from isogloss.screen.keys import shown_key
from pipeline.review.flags import FLAGS

if TYPE_CHECKING:
    from isogloss.correct_desk import Desk, Item

_BETWEEN = " · "


def head(words: Words, item: "Item") -> str:
    """Which recording it is."""
    seconds = words.number(item.utterance["duration_s"], 1)
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
    parts = [words("foot.done", n=at.done)]
    parts.append(words("foot.waiting", n=words("head.more", n=waiting) if at.more else waiting))
    if (pace := desk.items_an_hour()) is not None:
        parts.append(words("foot.pace", n=words.number(pace, 0)))
    if earned := desk.earned_today():
        parts.append(words("foot.earned", amount=earned))
    return _BETWEEN.join(parts)


def keys(words: Words, chosen: Mapping[str, str]) -> str:
    """Every key and what it does; a line breaks between two of them only."""
    return "  ".join(
        f"{key(pressed)} {words(f'key.{name}')}".replace(" ", "\u00a0")
        for name, pressed in chosen.items()
    )


def key(pressed: str) -> str:
    """A key as it is printed on a keyboard."""
    return shown_key(pressed)


def flags(words: Words) -> list[str]:
    """The flags to choose from."""
    return [f"{words(f'flag.{code}')}: {words(f'flag.{code}.says')}" for code in FLAGS]


def help_page(words: Words, chosen: Mapping[str, str]) -> str:
    """What every key does, and what to type."""
    width = max(len(key(pressed)) for pressed in chosen.values())
    lines = [
        f"{key(pressed):<{width}}  {words(f'help.{name}')}" for name, pressed in chosen.items()
    ]
    return "\n".join([*lines, "", words("help.about")])
