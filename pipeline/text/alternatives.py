"""Words a team wants read as others, and words that may be read in several ways.

The table is what sclite calls a GLM (global mapping; NIST SCTK, `csrfilt`), with two columns:

| from | to | means |
|---|---|---|
| `gonna` | `going to` | written so on both sides |
| `he's` | `{he is / he has}` | either is right, whichever has fewer errors |
| `huh` | `{huh / @}` | may be there or not |
| `you know` | | never compared |

Both columns are taken in the normal form of the policy they are used with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.errors import TableError
from pipeline.text.lattice import Slot, Words, closest_readings
from pipeline.text.policies import tokens

_NOTHING = "@"
_FEWEST, _MOST = 2, 20


@dataclass(frozen=True)
class Alternatives:
    """Runs of words, and what may stand for each, under one policy.

    Attributes:
        policy: In whose normal form the words are.
        rules: Of each run of words its alternatives; a single one is a plain rewriting.
    """

    policy: str
    rules: Mapping[Words, Slot]

    @classmethod
    def from_table(
        cls, table: pd.DataFrame, policy: str, where: str = "alternatives"
    ) -> "Alternatives":
        """Read a table of alternatives.

        Args:
            table: Columns `from` and `to`, see above; others are not read.
            policy: The policy that the texts are compared under.
            where: The table's name, for messages.

        Raises:
            SettingsError: No policy has this name.
            TableError: A column is missing, a row has no words to look for, braces do not
                close, or two rows say different things of the same words. Rows are counted
                from 1, the header not among them.

        Example:
            >>> table = pd.DataFrame({"from": ["he's"], "to": ["{he is / he has}"]})
            >>> dict(Alternatives.from_table(table, "basic-1").rules)
            {("he's",): (('he', 'is'), ('he', 'has'))}
        """
        missing = [column for column in ("from", "to") if column not in table.columns]
        if missing:
            raise TableError(
                f"no column {missing[0]!r}",
                expected="columns from and to",
                where=where,
                remedy="Name them in the first line.",
                offenders=[f"found: {column}" for column in table.columns],
            )
        rules: dict[Words, Slot] = {}
        cells = table[["from", "to"]].fillna("").astype(str)
        for row, source, target in zip(
            range(1, len(cells) + 1), cells["from"], cells["to"], strict=True
        ):
            here = f"{where}, row {row}"
            words, slot = _source(source, policy, here), _slot(target, policy, here)
            if rules.setdefault(words, slot) != slot:
                raise TableError(
                    f"{source!r} has another `to` in a row above",
                    expected="one row for the same words",
                    where=here,
                    remedy="Join them: {one / other}.",
                )
        return cls(policy, rules)

    def starts(self) -> frozenset[str]:
        """The words at which a rule may begin; a text without any of them is left as it is."""
        return frozenset(words[0] for words in self.rules)

    def slots(self, words: Sequence[str]) -> list[Slot]:
        """Put alternatives in place of the words they stand for, the longest run first.

        Args:
            words: Of a text, in normal form.

        Returns:
            A slot for each word or run of words; what a rule put there is not looked at again.
        """
        starts, longest = self.starts(), max(map(len, self.rules), default=0)
        slots: list[Slot] = []
        place = 0
        while place < len(words):
            width = longest if words[place] in starts else 1
            while width > 1 and tuple(words[place : place + width]) not in self.rules:
                width -= 1
            run = tuple(words[place : place + width])
            slots.append(self.rules.get(run, (run,)))
            place += width
        return slots

    def chosen(self, reference: Sequence[str], hypothesis: Sequence[str]) -> tuple[Words, Words]:
        """Read both texts so that they have the fewest errors; see `closest_readings`."""
        reference_slots, hypothesis_slots = self.slots(reference), self.slots(hypothesis)
        if all(len(slot) == 1 for slot in reference_slots + hypothesis_slots):
            return (
                tuple(word for (reading,) in reference_slots for word in reading),
                tuple(word for (reading,) in hypothesis_slots for word in reading),
            )
        return closest_readings(reference_slots, hypothesis_slots)


def _source(cell: str, policy: str, where: str) -> Words:
    words = tuple(tokens(cell, policy))
    if not words:
        raise TableError(
            f"`from` is {cell!r}, which has no words under {policy}",
            expected="the words to look for",
            where=where,
            remedy="Take the row out, or write it in words.",
        )
    return words


def _slot(cell: str, policy: str, where: str) -> Slot:
    inside = cell.strip()
    if not inside.startswith("{"):
        if "{" in inside or "}" in inside:
            raise _unclosed(cell, where)
        return (_words(inside, policy),)
    if not inside.endswith("}") or inside.count("{") != 1 or inside.count("}") != 1:
        raise _unclosed(cell, where)
    texts = inside[1:-1].split("/")
    if not _FEWEST <= len(texts) <= _MOST:
        raise TableError(
            f"`to` is {cell!r}: {len(texts)} alternatives",
            expected=f"{_FEWEST} to {_MOST} between the braces, a / between each two",
            where=where,
        )
    return tuple(dict.fromkeys(_words(text, policy) for text in texts))


def _words(text: str, policy: str) -> Words:
    return () if text.strip() == _NOTHING else tuple(tokens(text, policy))


def _unclosed(cell: str, where: str) -> TableError:
    return TableError(
        f"`to` is {cell!r}",
        expected="words, nothing, or one pair of braces around all alternatives",
        where=where,
        remedy="Write {one / other}, and @ for nothing.",
    )
