"""The report's own words, English beside French, so that neither can be forgotten.

A text with `|` holds the forms for one and for many. French says zero in the form for
one (Unicode CLDR plural rules), and sets narrow no-break spaces before ; : ? ! and %.
"""

from dataclasses import dataclass

from pipeline.locale.messages.codes import CODE_MESSAGES
from pipeline.locale.messages.evidence import EVIDENCE_MESSAGES
from pipeline.locale.messages.findings import FINDING_MESSAGES
from pipeline.locale.messages.formulas import FORMULA_MESSAGES
from pipeline.locale.messages.page import PAGE_MESSAGES
from pipeline.locale.messages.work import WORK_MESSAGES
from pipeline.locale.numbers import NARROW_SPACE, Numbers

_PARTS = (
    PAGE_MESSAGES,
    WORK_MESSAGES,
    CODE_MESSAGES,
    EVIDENCE_MESSAGES,
    FINDING_MESSAGES,
    FORMULA_MESSAGES,
)

_MESSAGES: dict[str, tuple[str, str]] = {key: text for part in _PARTS for key, text in part.items()}


@dataclass(frozen=True)
class Messages:
    """The report's words in one language.

    Example:
        >>> Messages("en").count("n.speakers", 1), Messages("fr").count("n.speakers", 2)
        ('1 speaker', '2 personnes')
        >>> Messages("fr").name("reason", "silent"), Messages("en").name("reason", "too_loud")
        ('silencieux', 'too loud')
    """

    language: str

    @property
    def numbers(self) -> Numbers:
        """How this language writes numbers."""
        return Numbers(self.language)

    def __call__(self, key: str, **values: str) -> str:
        """The text of a key with its values set in."""
        return self._typeset(_MESSAGES[key][self._place]).format(**values)

    def count(self, key: str, number: int | float | None) -> str:
        """A counted noun: `8 speakers`; of an unknown number, `n/a speakers`."""
        one, many = _MESSAGES[key][self._place].split("|")
        alone = number == 1 or (self.language == "fr" and number == 0)
        return (one if alone else many).format(n=self.numbers.integer(number))

    def name(self, kind: str, code: str) -> str:
        """The words for a code of a closed vocabulary, or the code itself with spaces."""
        key = f"{kind}.{code}"
        return self(key) if key in _MESSAGES else code.replace("_", " ")

    def has(self, key: str) -> bool:
        """Whether there is a text of that key."""
        return key in _MESSAGES

    def listed(self, items: list[str]) -> str:
        """Several things in a row; they may hold commas, so semicolons part them."""
        return f"{NARROW_SPACE if self.language == 'fr' else ''}; ".join(items)

    @property
    def _place(self) -> int:
        return 1 if self.language == "fr" else 0

    def _typeset(self, text: str) -> str:
        if self.language != "fr":
            return text
        for sign in ";:?!%»":
            text = text.replace(f" {sign}", f"{NARROW_SPACE}{sign}")
        # A typesetter's apostrophe: U+2019.
        return text.replace("« ", f"«{NARROW_SPACE}").replace("'", "\u2019")


def catalogue() -> dict[str, tuple[str, str]]:
    """All texts, English and French, by key; for tests and translators."""
    return dict(_MESSAGES)
