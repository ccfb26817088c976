"""The outcome of a vote on many texts of one utterance: one text, and who voted for which word."""

from dataclasses import dataclass
from typing import Literal, TypedDict

Method = Literal["rover", "medoid"]
ReachedBy = Literal["single", "medoid", "rover"]


class OtherVotes(TypedDict):
    """A word that did not win, as `references.votes` and the JSON of `consensus` have it."""

    word: str
    voters: list[str]


class SlotVotes(TypedDict):
    """The word that won a slot, who voted for it, and what else was voted for."""

    word: str
    voters: list[str]
    others: list[OtherVotes]


@dataclass(frozen=True, slots=True)
class WordVotes:
    """What some people wrote in one slot, and what their votes weigh.

    Attributes:
        word: As most of them wrote it; empty for nothing.
        voters: Who they are.
        weight: What their votes weigh together.
    """

    word: str
    voters: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class VotedSlot:
    """One slot of a consensus: where the texts, lined up, have a word under a word.

    Attributes:
        chosen: The word that won; an empty one where nothing won over a word.
        others: What else people wrote there, the heaviest first.
    """

    chosen: WordVotes
    others: tuple[WordVotes, ...]


@dataclass(frozen=True, slots=True)
class Consensus:
    """What many people's texts of one utterance come to.

    Attributes:
        utterance_id: Which utterance.
        text: The consensus.
        method: "single", "medoid" (always a text that somebody typed) or "rover".
        workers: How many people's texts went in.
        agreement: 1 less the mean distance rate of all pairs of texts; None for a single one.
        voters: Whose texts they are.
        slots: Word by word who voted for what; none unless the method is "rover".
    """

    utterance_id: str
    text: str
    method: ReachedBy
    workers: int
    agreement: float | None
    voters: tuple[str, ...]
    slots: tuple[VotedSlot, ...] = ()

    def votes(self) -> list[SlotVotes]:
        """Tell who voted for what, slot by slot, as it goes into tables and JSON.

        Example:
            >>> slot = VotedSlot(WordVotes("ay", ("1", "2"), 2.0), (WordVotes("bee", ("3",), 1.0),))
            >>> Consensus("u", "ay", "rover", 3, 0.3, ("1", "2", "3"), (slot,)).votes()
            [{'word': 'ay', 'voters': ['1', '2'], 'others': [{'word': 'bee', 'voters': ['3']}]}]
        """
        return [
            {
                "word": slot.chosen.word,
                "voters": list(slot.chosen.voters),
                "others": [
                    {"word": other.word, "voters": list(other.voters)} for other in slot.others
                ],
            }
            for slot in self.slots
        ]
