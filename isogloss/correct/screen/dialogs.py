"""Questions over the screen: a list to choose from, a line to type, a page to read."""

from collections.abc import Sequence
from typing import ClassVar

from rich.console import Group, RenderableType
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

_LONGEST_REASON = 200
_BOX = """
    align: center middle;
    & > #box {
        width: 76; max-width: 96%; height: auto; max-height: 90%; padding: 0 1;
        border: round $foreground; background: $surface;
    }
    & OptionList, & Input, & OptionList:focus, & Input:focus {
        border: none; height: auto; max-height: 10; background: $surface; padding: 0;
    }
    & #page { height: auto; max-height: 100%; }
"""


def _box(hint: str) -> Vertical:
    """Draw the frame; how to answer stands in its lower edge, in view however long the rest is."""
    box = Vertical(id="box")
    box.border_subtitle = hint
    return box


class ChoiceDialog(ModalScreen[int | None]):
    """Asks for one of some lines, by number or by arrows; gives None where the worker goes back."""

    DEFAULT_CSS = f"ChoiceDialog {{ {_BOX} }}"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]

    def __init__(self, question: str, lines: Sequence[str], hint: str) -> None:
        super().__init__()
        self._question, self._lines, self._hint = question, lines, hint

    def compose(self) -> ComposeResult:
        """Lay out the question, the list and how to answer."""
        with _box(self._hint):
            yield Static(self._question, markup=False)
            yield OptionList(
                *(self._prompt(n, at=0) for n in range(len(self._lines))), markup=False
            )

    def _prompt(self, number: int, *, at: int) -> str:
        """Write a line with its number; a sign, not colour alone, shows where the arrows are."""
        return f"{'▸' if number == at else ' '} {number + 1} {self._lines[number]}"

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        for number in range(len(self._lines)):
            prompt = self._prompt(number, at=event.option_index)
            event.option_list.replace_option_prompt_at_index(number, prompt)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)

    def on_key(self, event: events.Key) -> None:
        """Choose at once where a number is typed."""
        typed = event.character or ""
        if typed.isdecimal() and 1 <= int(typed) <= len(self._lines):
            event.stop()
            self.dismiss(int(typed) - 1)

    def action_back(self) -> None:
        """Go back without an answer."""
        self.dismiss(None)


class LineDialog(ModalScreen[str | None]):
    """Asks for one typed line; gives None where the worker goes back."""

    DEFAULT_CSS = f"LineDialog {{ {_BOX} }}"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]

    def __init__(self, question: str, hint: str) -> None:
        super().__init__()
        self._question, self._hint = question, hint

    def compose(self) -> ComposeResult:
        """Lay out the question, the line and how to answer."""
        with _box(self._hint):
            yield Static(self._question, markup=False)
            yield Input(max_length=_LONGEST_REASON)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.dismiss(event.value)

    def action_back(self) -> None:
        """Go back without an answer."""
        self.dismiss(None)


class PageDialog(ModalScreen[None]):
    """Shows something to read, until the worker closes it."""

    DEFAULT_CSS = f"PageDialog {{ {_BOX} }}"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "back", show=False)]

    def __init__(self, title: str, text: RenderableType, hint: str) -> None:
        super().__init__()
        self._title, self._text, self._hint = title, text, hint

    def compose(self) -> ComposeResult:
        """Lay out the page and how to close it."""
        with _box(self._hint), VerticalScroll(id="page"):
            yield Static(Group(self._title, "", self._text), markup=False)

    def on_mount(self) -> None:
        """Give the page the focus, so that the arrows scroll it."""
        self.query_one("#page").focus()

    def action_back(self) -> None:
        """Close the page."""
        self.dismiss(None)
