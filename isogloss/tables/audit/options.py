"""What `isogloss audit` may be asked: every option with its help, and what they come to."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from isogloss.tables.audit.gates import Gates
    from pipeline.stages.auditing.choices import Choices

_GUESSED = "Else guessed by its usual names."

TablesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="TABLE...",
        help="CSV, TSV, Parquet or JSONL, plain or compressed, or a bucket's address; several "
        "are read as one.",
    ),
]
ReferenceOption = Annotated[
    str | None, typer.Option(metavar="COL", help=f"What was said. {_GUESSED}")
]
HypothesisOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COL", help=f"What a recogniser heard; repeat to compare several. {_GUESSED}"
    ),
]
GroupOption = Annotated[
    list[str] | None,
    typer.Option(metavar="COL", help=f"Whose speech; several are crossed. {_GUESSED}"),
]
SpeakerOption = Annotated[
    str | None,
    typer.Option(
        metavar="COL",
        help="Who spoke: intervals rest on speakers. Guessed only where another column is.",
    ),
]
UtteranceOption = Annotated[
    str | None,
    typer.Option(metavar="COL", help="Which rows are one utterance; each is then counted once."),
]
RowsAreSpeakersOption = Annotated[
    bool, typer.Option("--rows-are-speakers", help="Every row is another speaker.")
]
AgainstOption = Annotated[
    str, typer.Option(metavar="GROUP|rest", help="What each group is held against.")
]
PolicyOption = Annotated[
    str, typer.Option(metavar="NAME", help="Which differences between words count.")
]
SecondPolicyOption = Annotated[
    str, typer.Option(metavar="NAME", help="Another policy to set beside it.")
]
AlternativesOption = Annotated[
    str, typer.Option(metavar="TABLE", help="Columns from, to: words read as others (GLM).")
]
CovariateOption = Annotated[
    list[str] | None, typer.Option(metavar="COL", help="Adjust gaps for it; repeat for several.")
]
RandomInterceptOption = Annotated[
    bool,
    typer.Option(
        "--random-intercept",
        help="Beside adjusted gaps, those of a model in which each speaker has an intercept; they "
        "decide no verdict.",
    ),
]
SelectionOption = Annotated[
    list[str] | None,
    typer.Option(metavar="COL", help="What was kept or left out, and why; repeat for several."),
]
MinSpeakersOption = Annotated[
    int, typer.Option(min=2, metavar="N", help="Speakers a group needs for a verdict.")
]
MinEffectiveSpeakersOption = Annotated[
    float, typer.Option(min=1, metavar="N", help="Speakers of equal weight it needs.")
]
RatioAboveOption = Annotated[
    float | None,
    typer.Option(min=0, metavar="X", help="Exit 3 if a group is surely worse than X times."),
]
CannotRuleOutOption = Annotated[
    float | None,
    typer.Option(min=0, metavar="X", help="Exit 3 if a group may be worse than X times."),
]
WorseThanOption = Annotated[
    Path | None,
    typer.Option(metavar="REPORT.json", help="Exit 3 if a group is surely worse than there."),
]
HtmlOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the report as one page.")
]
MarkdownOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the report as Markdown.")
]
LanguageOption = Annotated[Literal["en", "fr"], typer.Option(help="Of the report's words.")]
SpeechLanguageOption = Annotated[
    str, typer.Option(metavar="TAG", help="What is spoken; else the policy's language, or en.")
]
SeedOption = Annotated[int, typer.Option(min=0, help="Of the draws of speakers.")]


@dataclass(frozen=True, slots=True)
class Pages:
    """Which pages are written, and in which language.

    Attributes:
        html: Where the page goes; None for no page.
        markdown: Where the Markdown goes; None for none.
        language: Of the report's words, on pages and on the terminal.
        speech_language: What is spoken; empty where the policy says it.
    """

    html: Path | None
    markdown: Path | None
    language: Literal["en", "fr"]
    speech_language: str

    @property
    def are_wanted(self) -> bool:
        """Whether any page is written."""
        return bool(self.html or self.markdown)


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What one call of the command asks for.

    Attributes:
        tables: Files or addresses; several are read as one table.
        choices: What is asked of the audit itself.
        gates: What makes the command exit with 3.
        pages: Which pages are written.
        as_json: Whether one JSON document is printed and nothing else.
    """

    tables: tuple[str, ...]
    choices: "Choices"
    gates: "Gates"
    pages: Pages
    as_json: bool
