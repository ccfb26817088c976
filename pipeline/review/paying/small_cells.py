"""Small cells: groups of so few people that a number about them is a number about somebody."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Member = TypeVar("Member", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ShownGroups(Generic[Member]):
    """Groups that may be shown.

    Attributes:
        shown: Group -> who (or what, for appeals) is in it.
        together: Who is in any group that is not shown alone; nobody where they are too few.
        folded: The groups that are not shown alone, by name.
    """

    shown: Mapping[str, frozenset[Member]]
    together: frozenset[Member]
    folded: tuple[str, ...]


def fold_small(groups: Mapping[str, frozenset[Member]], least: int) -> ShownGroups[Member]:
    """Put groups of fewer than `least` people together, until they are enough people together.

    Where the small ones are still too few together, the smallest of the others goes with them:
    else the total would give away what is hidden.

    Args:
        groups: Group -> people; somebody may be in several.
        least: Fewest people a group may be shown with.

    Returns:
        The groups shown, in the order given. Where even everybody together is too few, nothing
        is shown and `together` is empty.

    Example:
        >>> people = {"FR": {"a", "b", "c", "d"}, "PT": {"e", "f", "g"}, "IN": {"h"}}
        >>> cells = fold_small({name: frozenset(each) for name, each in people.items()}, 3)
        >>> list(cells.shown), cells.folded, len(cells.together)
        (['FR'], ('IN', 'PT'), 4)
    """
    by_size = sorted(groups, key=lambda name: (len(groups[name]), name))
    folded: list[str] = []
    together: frozenset[Member] = frozenset()
    for name in by_size:
        if len(groups[name]) >= least and (not folded or len(together) >= least):
            break
        folded.append(name)
        together |= groups[name]
    shown = {name: people for name, people in groups.items() if name not in folded}
    if len(together) < least:  # then all groups are in it
        together = frozenset()
    return ShownGroups(shown, together, tuple(sorted(folded)))
