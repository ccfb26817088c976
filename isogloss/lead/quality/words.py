"""The words of `isogloss quality`: English as written there, French beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

NARROW_SPACE = "\u202f"

_FRENCH: Mapping[str, str] = MappingProxyType(
    {
        "nobody has corrected anything yet; start with: isogloss correct --worker NAME": (
            "personne n'a encore rien corrigé ; pour commencer : isogloss correct --worker NOM"
        ),
        "{texts} texts of {recordings} recordings, words as in {policy}": (
            "{texts} textes de {recordings} enregistrements, mots selon {policy}"
        ),
        "Intervals are 95 % over speakers and listeners. A difference is associated with a group": (
            "Les intervalles sont à 95 % sur les locuteurs et les auditeurs. Un écart est associé à"
        ),
        "or a worker, not caused by it. docs/leading.md says what no figure must be read as.": (
            "un groupe ou à une personne, il n'en est pas l'effet. Voir docs/leading.md."
        ),
        "too few to judge": "trop peu pour juger",
        "not known": "inconnu",
        "{low} to {high}": "{low} à {high}",
        "95 % interval": "intervalle à 95 %",
        "pairs": "paires",
        "speakers": "locuteurs",
        "listeners": "auditeurs",
        "disagree": "désaccord",
        "accent group": "groupe d'accent",
        "worker": "personne",
        "Disagreement between listeners": "Désaccord entre auditeurs",
        "Edits over words of the longer text, each recording once, its earliest {first} texts.": (
            "Écarts sur les mots du texte le plus long ; chaque enregistrement une fois, ses "
            "{first} premiers textes."
        ),
        "pairs of listeners": "paires d'auditeurs",
        "all pairs": "toutes les paires",
        "both were shown the machine's text": "les deux ont vu le texte de la machine",
        "one listened blind": "l'un écoutait à l'aveugle",
        "both listened blind": "les deux écoutaient à l'aveugle",
        "both know the accent": "les deux connaissent l'accent",
        "one knows the accent": "l'un connaît l'accent",
        "neither knows the accent": "aucun ne connaît l'accent",
        "not said": "non précisé",
        "Disagreement by the speaker's accent group": (
            "Désaccord selon le groupe d'accent du locuteur"
        ),
        "no pair is about a speaker whose accent group is known": (
            "aucune paire ne porte sur un locuteur dont le groupe d'accent est connu"
        ),
        "Krippendorff's alpha, distance in words": "Alpha de Krippendorff, distance en mots",
        "alpha {alpha}, 95 % interval {limits}, {texts} texts of {recordings} recordings, "
        "{speakers} speakers, {workers} listeners": (
            "alpha {alpha}, intervalle à 95 % {limits}, {texts} textes de {recordings} "
            "enregistrements, {speakers} locuteurs, {workers} auditeurs"
        ),
        "disagreement seen {observed}, by chance {expected}, give or take {error}": (
            "désaccord observé {observed}, au hasard {expected}, à {error} près"
        ),
        "Disagreement by listener's accent and speaker's accent": (
            "Désaccord selon l'accent de l'auditeur et celui du locuteur"
        ),
        "too few listeners have said which accents they know (isogloss correct --accent)": (
            "trop peu d'auditeurs ont dit quels accents ils connaissent (isogloss correct --accent)"
        ),
        "listeners know": "auditeurs connaissant",
        "Gold items": "Textes témoins",
        "no gold item has been answered": "aucun texte témoin n'a reçu de réponse",
        "all workers": "tous",
        "passed": "réussis",
        "answered": "réponses",
        "forgiven": "pardonnés",
        "Led by the machine's text": "Sous l'influence du texte de la machine",
        "sign": "signe",
        "value": "valeur",
        "n": "n",
        "planted errors that survived": "erreurs glissées qui ont survécu",
        "accepted unchanged, too fast to have listened": (
            "accepté tel quel, trop vite pour avoir écouté"
        ),
        "distance from the machine's text, typed blind": (
            "distance au texte de la machine, à l'aveugle"
        ),
        "distance from the machine's text, shown it": "distance au texte de la machine, montré",
        "anchoring index: blind less shown": "indice d'ancrage : à l'aveugle moins montré",
        "disagreement of a blind text with a shown one": (
            "désaccord d'un texte à l'aveugle avec un texte montré"
        ),
        "disagreement of two who were shown it": "désaccord de deux personnes qui l'ont vu",
        "blind less shown": "à l'aveugle moins montré",
        "survived": "survécu",
        "planted": "glissées",
        "too fast": "trop vite",
        "shown": "montrés",
        "Skill: share of words right, from agreement and gold": (
            "Justesse : part de mots justes, d'après l'accord et les témoins"
        ),
        "surely below {limit}": "sûrement sous {limit}",
        "no two people have typed the same recording, and no gold item has been answered": (
            "personne n'a saisi le même enregistrement qu'un autre, ni répondu à un texte témoin"
        ),
        "skill": "justesse",
        "recordings": "enregistrements",
        "partners": "partenaires",
        "gold": "témoins",
        "Appeals by the speaker's accent group": (
            "Réclamations selon le groupe d'accent du locuteur"
        ),
        "no appeal has been raised": "aucune réclamation",
        "upheld": "fondées",
        "settled": "tranchées",
        "raised": "déposées",
        "open": "en cours",
    }
)


@dataclass(frozen=True)
class QualityWords:
    """Phrases and numbers in one language.

    Example:
        >>> QualityWords("fr")("surely below {limit}", limit="0,5"), QualityWords("en").count(1200)
        ('sûrement sous 0,5', '1,200')
    """

    language: str

    def __call__(self, phrase: str, **values: str) -> str:
        """Set values into a phrase."""
        return (_FRENCH[phrase] if self.language == "fr" else phrase).format(**values)

    def count(self, number: int) -> str:
        """Write a whole number."""
        return self._local(f"{number:,}")

    def share(self, value: float, *, signed: bool = False) -> str:
        """Write a fraction as percent."""
        return self._local(f"{value:+.1%}" if signed else f"{value:.1%}")

    def decimal(self, value: float, digits: int = 3) -> str:
        """Write a number with a fixed number of digits."""
        return self._local(f"{value:.{digits}f}")

    def _local(self, text: str) -> str:
        if self.language != "fr":
            return text
        return text.replace(",", NARROW_SPACE).replace(".", ",").replace("%", f"{NARROW_SPACE}%")
