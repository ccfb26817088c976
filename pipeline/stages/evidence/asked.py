"""What is asked of the rows of one comparison: how they are grouped, compared and counted."""

from dataclasses import dataclass

from pipeline.disparity.terms import USUAL_TERMS, Terms
from pipeline.text.alternatives import Alternatives


@dataclass(frozen=True)
class Asked:
    """How the rows of one comparison are grouped and counted.

    Attributes:
        group: Column of group labels; null and blank are `undisclosed`.
        speaker: Column of speakers; None where unknown.
        policy: The normalisation policy the rows were counted under.
        system: Name of the recogniser.
        terms: With whom groups are compared, who must be there, and from how many speakers.
        utterance: Column that tells which rows are one utterance; None where none are.
        alternatives: What the rows were counted with besides the policy.
    """

    group: str
    speaker: str | None
    policy: str
    system: str = ""
    terms: Terms = USUAL_TERMS
    utterance: str | None = None
    alternatives: Alternatives | None = None
