"""Under what errors are counted: a policy, and the alternatives a team has written for it.

Counts are stored under the name that both have together. So counts made with another table of
alternatives are never taken for current ones, and a table put back finds its counts again.
"""

import hashlib
from dataclasses import dataclass

from pipeline.text.alternatives import Alternatives
from pipeline.text.policies import known_policies

_HASH_LETTERS = 8
_PLAIN = "basic-1"


@dataclass(frozen=True)
class ErrorCounting:
    """A policy with its alternatives.

    Attributes:
        policy: Its name.
        alternatives: What may be read as something else; None for nothing.
    """

    policy: str
    alternatives: Alternatives | None = None

    @property
    def name(self) -> str:
        """The name counts are stored under and reported as.

        Example:
            >>> ErrorCounting("basic-1").name
            'basic-1'
            >>> import pandas as pd
            >>> table = pd.DataFrame({"from": ["gonna"], "to": ["going to"]})
            >>> ErrorCounting("basic-1", Alternatives.from_table(table, "basic-1")).name
            'basic-1+alternatives:22e4c1c6'
        """
        if self.alternatives is None:
            return self.policy
        rules = sorted(self.alternatives.rules.items())
        digest = hashlib.sha256(repr(rules).encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self.policy}+alternatives:{digest[:_HASH_LETTERS]}"


def second_policy(policy: str, language: str, wanted: str = "") -> str | None:
    """Choose the policy that is set beside another.

    Args:
        policy: The one that errors are counted under.
        language: What is spoken, BCP-47.
        wanted: What the settings name; empty for a choice.

    Returns:
        What is wanted; else the language's own, or `basic-1` beside that one. None where it would
        be the same once more, and for a language without a policy of its own.

    Example:
        >>> second_policy("basic-1", "en-GB"), second_policy("english-1", "en")
        ('english-1', 'basic-1')
        >>> second_policy("basic-1", "sw") is None
        True
    """
    primary = language.split("-")[0].lower()
    own = {"en": "english-1", "fr": "french-1", "de": "german-1", "es": "spanish-1"}.get(primary)
    chosen = wanted or (_PLAIN if policy == own else own)
    return None if chosen == policy or chosen not in {*known_policies(), wanted} else chosen
