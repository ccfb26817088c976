"""The rule for how many listeners a recording needs: two, and more only while no two agree.

Free text is seldom typed twice the same, so listeners agree when two of their texts are near: the
edit distance in words over the words of the longer text. Asking for another only where the first
ones differ spends listeners where they are needed (repeated labelling by uncertainty: Sheng,
Provost & Ipeirotis 2008, "Get another label?", DOI 10.1145/1401890.1401965).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from pipeline.settings import Settings
from pipeline.text.distance import text_distance

Decision = Literal["wait", "enough", "listen", "adjudicate"]

LEAST_TO_COMPARE = 2


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """What the queue needs of the settings, at a lease and at an answer.

    Attributes:
        most_listeners: Nobody further is asked after so many.
        agree_within: Two texts this near are enough.
        policy: The normalisation policy under which words are compared.
        blind_share: Of further assignments, those shown without a hypothesis.
        gold_share: Of leases, those that are a gold item.
        gold_within: The largest distance at which a gold item is passed.
    """

    most_listeners: int = 5
    agree_within: float = 0.1
    policy: str = "basic-1"
    blind_share: float = 0.1
    gold_share: float = 0.05
    gold_within: float = 0.15


USUAL_RULES = ReviewRules()


def read_rules(settings: Settings) -> ReviewRules:
    """Read the rules from the settings of a workspace."""
    review = settings.review
    return ReviewRules(
        most_listeners=review.most_listeners,
        agree_within=review.agree_within,
        policy=settings.report.policy,
        blind_share=review.blind_share,
        gold_share=review.gold_share,
        gold_within=review.gold_within,
    )


def decide(
    asked: int, pending: int, texts: Sequence[str], rules: ReviewRules, *, appealed: bool = False
) -> Decision:
    """Decide what a recording needs after an answer.

    Args:
        asked: Listeners asked so far, skipped ones not counted.
        pending: Those of them who have not answered.
        texts: The standing texts, one of each worker.
        rules: From how near texts agree, and how many listeners are the most.
        appealed: Somebody says that its reference is wrong: then a lead decides at the end.

    Returns:
        `wait` for those asked; `enough`; `listen`: ask one more; `adjudicate`: ask a lead.

    Example:
        >>> rules = ReviewRules(most_listeners=3)
        >>> decide(2, 0, ["call me at noon", "call me at one"], rules)
        'listen'
        >>> decide(2, 0, ["call me at noon", "Call me at noon."], rules)
        'enough'
        >>> decide(3, 0, ["yes", "no", "maybe"], rules)
        'adjudicate'
        >>> decide(2, 1, ["yes"], rules), decide(1, 0, ["yes"], rules)
        ('wait', 'enough')
    """
    if appealed:
        return "wait" if pending else "adjudicate"
    if asked < LEAST_TO_COMPARE or not texts or agree(texts, rules):
        return "enough"
    if pending:
        return "wait"
    return "listen" if asked < rules.most_listeners else "adjudicate"


def agree(texts: Sequence[str], rules: ReviewRules) -> bool:
    """Tell whether any two of the texts are near enough.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> agree(["one two three", "four", "One, two, three!"], ReviewRules())
        True
        >>> agree(["alone"], ReviewRules())
        False
    """
    return any(
        text_distance(one, other, rules.policy) <= rules.agree_within
        for one, other in combinations(texts, 2)
    )
