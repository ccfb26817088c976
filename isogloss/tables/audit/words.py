"""The words and numbers beneath the tables of `isogloss audit`, in English and French."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

_LEAST_P = 0.001
CAUTION = (
    "Adjustment allows for what was measured and named, and for nothing else; it shows what is "
    "associated with a group, not what is caused by it."
)
_FRENCH: Mapping[str, str] = {
    "system": "système",
    "less system": "moins le système",
    "group": "groupe",
    "all": "tous",
    "points": "points",
    "95 % interval": "IC à 95 %",
    "p adjusted": "p ajusté",
    "MAPSSWE p": "p de MAPSSWE",
    "against": "face à",
    "rest": "tous les autres",
    "raw ratio": "rapport brut",
    "adjusted": "ajusté",
    "with a term a speaker": "avec un terme par personne",
    "ratio": "rapport",
    "rule": "règle",
    "set aside": "écartés",
    "share": "part",
    "kept, to best": "gardés, au mieux traité",
    "below 4/5": "moins de 4/5",
    "to": "à",
    "worse": "plus d'erreurs",
    "better": "moins d'erreurs",
    "no difference shown": "pas d'écart établi",
    "withheld": "réservé",
    "Systems on the same speakers, paired by speaker": "Systèmes sur les mêmes personnes, "
    "appariés par personne",
    "MAPSSWE takes utterances as independent: it stands beside and decides nothing.": "MAPSSWE "
    "tient les énoncés pour indépendants : il figure à côté et ne décide de rien.",
    "Ratios at equal": "Rapports à valeurs égales de",
    CAUTION: "L'ajustement tient compte de ce qui "
    "fut mesuré et nommé, et de rien d'autre ; il montre ce qui est associé à un groupe, non ce "
    "qu'il cause.",
    "utterances in no model": "énoncés dans aucun modèle",
    "The same gaps under two policies": "Les mêmes écarts sous deux normalisations",
    "A gap under one of them only may be formatting.": "Un écart sous une seule des deux peut "
    "n'être que de la mise en forme.",
    "Who was left out by decision": "Qui fut écarté par décision",
}


@dataclass(frozen=True, slots=True)
class AuditWords:
    """Phrases and numbers in one language; a number that is not known is empty.

    Attributes:
        language: en or fr.

    Example:
        >>> AuditWords("fr")("system"), AuditWords("fr").number(1.5), AuditWords("en").p(0.0001)
        ('système', '1,50', '< 0.001')
    """

    language: Literal["en", "fr"]

    def __call__(self, phrase: str) -> str:
        """Translate a phrase; a name that is no phrase of ours stays as it is."""
        return _FRENCH.get(phrase, phrase) if self.language == "fr" else phrase

    def points(self, rate: float | None) -> str:
        """Write a difference of rates in points of per cent, with its sign."""
        return "" if rate is None else self.decimal(f"{100 * rate:+.1f}")

    def number(self, ratio: float | None) -> str:
        """Write a ratio."""
        return "" if ratio is None else self.decimal(f"{ratio:.2f}")

    def p(self, value: float | None) -> str:
        """Write a p-value, or that it is less than the least that is told."""
        if value is None:
            return ""
        return self.decimal(f"{value:.3f}" if value >= _LEAST_P else f"< {_LEAST_P}")

    def points_between(self, low: float | None, high: float | None) -> str:
        """Write an interval of a difference of rates; empty where a limit is not known."""
        return self._between(self.points(low), self.points(high))

    def numbers_between(self, low: float | None, high: float | None) -> str:
        """Write an interval of a ratio; empty where a limit is not known."""
        return self._between(self.number(low), self.number(high))

    def decimal(self, text: str) -> str:
        """Write a number, which is in English, as the language does."""
        return text.replace(".", ",") if self.language == "fr" else text

    def _between(self, low: str, high: str) -> str:
        return f"{low} {self('to')} {high}" if low and high else ""
