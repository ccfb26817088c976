"""Where the text is typed: one logical line, wrapped by the screen."""

from collections.abc import Callable, Mapping

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import TextArea

from isogloss.correct.desk.words import Words
from pipeline.review.showing.typed import one_line

_LONG = 2_000  # letters
_PIECE = 400


_EDITING = {
    key: binding.action
    for binding in TextArea.BINDINGS
    if isinstance(binding, Binding)
    for key in binding.key.split(",")
}
"""Key -> what Textual's own text area does at it."""


class Editor(TextArea):
    """One line of text, however long.

    Every key redraws the whole of the line it changes. A text of thousands of words is therefore
    held in pieces; a break between two is the space that stands there, and `value` says so.

    Args:
        words: The language of its title.
        keys: What is done -> key; these come before the keys that edit.
        do: Called with what is done.
    """

    class Entered(Message):
        """Enter was pressed, which types nothing here."""

    def __init__(self, words: Words, keys: Mapping[str, str], do: Callable[[str], None]) -> None:
        super().__init__(id="editor", soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        self._keys = {pressed: name for name, pressed in keys.items()}
        self._do = do
        self.border_title = words("part.text")
        self.highlight_cursor_line = False
        self.read_only = True  # until there is something to type for

    @property
    def value(self) -> str:
        """The text as it would be saved."""
        return one_line(self.text)

    def take(self, text: str) -> None:
        """Begin with another text, the cursor at its end; at the beginning of a very long one."""
        self.load_text(in_pieces(text))
        if len(text) < _LONG:
            self.move_cursor(self.document.end)

    def selected_letters(self) -> tuple[int, int]:
        """Find the first letter of the selection and the one after its last, in `text`."""
        start, end = sorted((self.selection.start, self.selection.end))
        return self._letters_before(start), self._letters_before(end)

    def _letters_before(self, location: tuple[int, int]) -> int:
        row, column = location
        return sum(len(line) + 1 for line in self.document.lines[:row]) + column

    async def _on_key(self, event: events.Key) -> None:
        """Obey every key in its turn.

        Textual lets a key that is bound wander up to the program before it acts, past letters that
        were typed after it: in a burst, as over a slow line, backspace would take the wrong one.
        """
        name, editing = self._keys.get(event.key), _EDITING.get(event.key)
        if name is None and editing is None and event.key != "enter":
            return
        event.stop()
        event.prevent_default()
        if name is not None:
            self._do(name)
        elif editing is not None:
            await self.run_action(editing)
        else:
            self.post_message(self.Entered())

    async def _on_paste(self, event: events.Paste) -> None:
        """Paste a text as it would be saved: without escapes and line breaks."""
        event.stop()
        event.prevent_default()
        if self.read_only:
            return
        # The ends of a paste are words of their own: only what cannot be typed goes.
        bare = one_line(f".{event.text}.")[1:-1]
        self.replace(in_pieces(bare), *sorted((self.selection.start, self.selection.end)))
        self.move_cursor(self.selection.end)


def in_pieces(text: str) -> str:
    r"""Break a long text into lines at some of its spaces.

    Example:
        >>> in_pieces("short"), in_pieces("ab " * 1000).replace("\n", " ") == "ab " * 1000
        ('short', True)
    """
    if len(text) < _LONG:
        return text
    pieces: list[str] = []
    while len(text) > _PIECE:
        at = text.rfind(" ", 0, _PIECE)
        at = at if at > 0 else text.find(" ", _PIECE)
        if at < 0:
            break
        pieces.append(text[:at])
        text = text[at + 1 :]
    return "\n".join([*pieces, text])


def underlined(marked: str) -> Text:
    """Underline the doubtful words of a marked hypothesis.

    The brackets say it to everybody; the line helps those who see it.
    """
    text = Text(marked)
    text.highlight_regex(r"\[[^\[\]]+ \d+\s?%\]", "underline")
    return text
