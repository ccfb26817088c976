"""Accent groups of enough speakers to report on, and what was folded into what.

A group below k speakers joins its parent; one that has no big enough parent joins `other`; and
when `other` itself stays below k, so that a total less the groups shown would reveal it, the
smallest group shown joins it too. `undisclosed` says nothing about an accent and is never folded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from accents.taxonomy import UNDISCLOSED, Taxonomy, TaxonomyError

if TYPE_CHECKING:
    import pandas as pd

OTHER: Final = "other"
DEFAULT_SPEAKERS: Final = 10
GROUP_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    OTHER: {"en": "Other accents", "fr": "Autres accents"},
    UNDISCLOSED: {"en": "Not disclosed", "fr": "Non renseigné"},
}
_REMAINDER: Final = {"en": "{name} (other)", "fr": "{name} (autres)"}

FoldReason = Literal["too_few_speakers", "protects_other"]


@dataclass(frozen=True, slots=True)
class FoldedGroup:
    """A group that is not reported by itself.

    Attributes:
        group: Slug of the accent.
        speakers: How many speakers it had when folded, with what had been folded into it.
        into: The group it joined.
        reason: `too_few_speakers`, or `protects_other` when it hides a smaller one.
    """

    group: str
    speakers: int
    into: str
    reason: FoldReason


@dataclass(frozen=True)
class AccentGroups:
    """Who belongs to which group, and what was folded.

    Attributes:
        members: Frame `speaker_id`, `accent`, `group`: one row a speaker and accent.
        speakers: Group -> number of distinct speakers, largest first.
        folded: What joined what, in order.
        k: The least number of speakers of a group.
    """

    members: "pd.DataFrame"
    speakers: Mapping[str, int]
    folded: tuple[FoldedGroup, ...]
    k: int


def group_accents(
    speaker_accents: "pd.DataFrame",
    taxonomy: Taxonomy,
    k: int = DEFAULT_SPEAKERS,
    *,
    hide_small: bool = True,
) -> AccentGroups:
    """Fold accents into groups of at least k speakers.

    Args:
        speaker_accents: Columns `speaker_id` and `accent` (a slug, or `undisclosed`; None counts
            as `other`: an accent was named that nobody placed). A speaker may have several rows.
        taxonomy: Whose parents are followed.
        k: Least number of speakers of a group.
        hide_small: Whether what no parent can hold joins `other`, as before publishing. If not,
            a group is rolled up only into a parent that reaches k with it, and stays itself
            otherwise: for readers inside a team, who must see that a group is small.

    Returns:
        The groups. Where all speakers together are fewer than k, one group `other` is left.

    Raises:
        TaxonomyError: an accent that the taxonomy does not have, or k below 1.

    Example:
        >>> import pandas as pd
        >>> from accents.taxonomy import load_taxonomy
        >>> accents = ["en-england"] * 12 + ["en-scotland"] * 3 + ["en-united-kingdom"] * 9
        >>> frame = pd.DataFrame({"speaker_id": range(24), "accent": accents})
        >>> grouping = group_accents(frame, load_taxonomy("en"))
        >>> dict(grouping.speakers)
        {'en-england': 12, 'en-united-kingdom': 12}
        >>> [(fold.group, fold.speakers, fold.into) for fold in grouping.folded]
        [('en-scotland', 3, 'en-united-kingdom')]
    """
    if k < 1:
        raise TaxonomyError(
            f"k is {k}; expected the least number of speakers of a group, 1 or more"
        )
    cells = _cells(speaker_accents, taxonomy)
    folding = _Folding(cells, taxonomy, k)
    if hide_small:
        folding.fold_small()
        folding.protect_other()
    else:
        folding.roll_up()
    members = speaker_accents[["speaker_id", "accent"]].drop_duplicates().reset_index(drop=True)
    groups = [folding.find_group(_label(accent)) for accent in members["accent"]]
    counts = {group: len(people) for group, people in folding.cells.items() if people}
    ordered = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    return AccentGroups(members.assign(group=groups), ordered, tuple(folding.folded), k)


def group_name(group: str, taxonomy: Taxonomy, language: str = "en") -> str:
    """Tell what a group is called for a reader of English or French.

    Example:
        >>> from accents.taxonomy import load_taxonomy
        >>> group_name("other", load_taxonomy("en"), "fr")
        'Autres accents'
        >>> group_name("en-scotland", load_taxonomy("en"), "fr")
        'Écosse'
    """
    if group in GROUP_NAMES:
        return GROUP_NAMES[group].get(language, GROUP_NAMES[group]["en"])
    return taxonomy.get(group).name(language)


def display_names(
    grouping: AccentGroups, taxonomy: Taxonomy, language: str = "en"
) -> dict[str, str]:
    """Name all groups; a parent that stands beside its own children is called the rest of it.

    Beside `England`, the group `United Kingdom` holds only the others: "United Kingdom (other)".
    """
    shown = [group for group in grouping.speakers if group not in GROUP_NAMES]
    parents = {parent for group in shown for parent in taxonomy.ancestors(group)}
    rest = _REMAINDER.get(language, _REMAINDER["en"])
    names = {group: group_name(group, taxonomy, language) for group in grouping.speakers}
    return {g: rest.format(name=name) if g in parents else name for g, name in names.items()}


def _label(accent: object) -> str:
    return accent if isinstance(accent, str) else OTHER


def _cells(frame: "pd.DataFrame", taxonomy: Taxonomy) -> dict[str, set[object]]:
    """Collect the speakers of each accent; who discloses any accent is not under `undisclosed`."""
    cells: dict[str, set[object]] = {}
    for speaker, accent in zip(frame["speaker_id"], frame["accent"], strict=True):
        label = _label(accent)
        if label not in GROUP_NAMES:
            taxonomy.get(label)
        cells.setdefault(label, set()).add(speaker)
    return cells


class _Folding:
    """The speakers of each group while small groups are folded, and where each group went."""

    def __init__(self, cells: dict[str, set[object]], taxonomy: Taxonomy, k: int) -> None:
        self.cells = cells
        self.taxonomy = taxonomy
        self.k = k
        self.folded: list[FoldedGroup] = []

    def fold_small(self) -> None:
        """Fold groups below k upwards, the deepest and then the smallest first."""
        while small := [g for g in self._accents() if len(self.cells[g]) < self.k]:
            group = min(small, key=lambda g: (-self._depth(g), len(self.cells[g]), g))
            parent = self.taxonomy.get(group).parent
            self._fold(group, parent or OTHER, "too_few_speakers")

    def roll_up(self) -> None:
        """Fold small groups into the nearest ancestor that reaches k with all of them."""
        ancestors = {a for g in self._accents() for a in self.taxonomy.ancestors(g)}
        for into in sorted(ancestors, key=lambda a: (-self._depth(a), a)):
            small = [
                group
                for group in self._accents()
                if len(self.cells[group]) < self.k and into in self.taxonomy.ancestors(group)
            ]
            together = self.cells.get(into, set()).union(*(self.cells[g] for g in small))
            if len(together) >= self.k:
                for group in sorted(small, key=lambda g: (len(self.cells[g]), g)):
                    self._fold(group, into, "too_few_speakers")

    def protect_other(self) -> None:
        """Hide further groups while `other` could be told from the total."""
        while 0 < len(self.cells.get(OTHER, ())) < self.k and self._accents():
            smallest = min(self._accents(), key=lambda g: (len(self.cells[g]), g))
            self._fold(smallest, OTHER, "protects_other")

    def find_group(self, accent: str) -> str:
        """Tell which group an accent ended up in."""
        into = {fold.group: fold.into for fold in self.folded}
        while accent in into:
            accent = into[accent]
        return accent

    def _fold(self, group: str, into: str, reason: FoldReason) -> None:
        people = self.cells.pop(group)
        self.cells.setdefault(into, set()).update(people)
        self.folded.append(FoldedGroup(group, len(people), into, reason))

    def _accents(self) -> list[str]:
        return [group for group in self.cells if group not in GROUP_NAMES]

    def _depth(self, group: str) -> int:
        return len(self.taxonomy.ancestors(group))
