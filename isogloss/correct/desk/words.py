"""What a worker reads, English beside French, in both modes of the corrector.

A text with `|` holds the forms for one and for many; French says zero in the form for one (Unicode
CLDR plural rules) and sets a no-break space before ; : ? ! and %, here U+00A0, which every
terminal font has.
"""

from collections.abc import Mapping
from typing import Literal

from pipeline.errors import IsoglossError
from pipeline.locale.sanitise import sanitise
from pipeline.review.assigning.flags import FLAGS

Language = Literal["en", "fr"]
Catalogue = Mapping[str, tuple[str, str]]

_NO_BREAK = "\u00a0"

SHARED: Catalogue = {
    # Where they stand
    "n.answers": (
        "{n} answer saved|{n} answers saved",
        "{n} réponse enregistrée|{n} réponses enregistrées",
    ),
    "head.at": (
        "{n} done today, {waiting} waiting.|{n} done today, {waiting} waiting.",
        "{n} fait aujourd'hui, {waiting} en attente.|{n} faits aujourd'hui, {waiting} en attente.",
    ),
    "head.more": ("more than {n}", "plus de {n}"),
    "head.utterance": (
        "Utterance {id}, {seconds} s, {language}.",
        "Énoncé {id}, {seconds} s, {language}.",
    ),
    "head.resumed": (
        "You had this one already; here it is again.",
        "Vous aviez déjà celui-ci ; le revoici.",
    ),
    "head.left_behind": (
        "You had typed a text for this one and not saved it; here it is again.",
        "Vous aviez tapé un texte pour celui-ci sans l'enregistrer ; le revoici.",
    ),
    "head.draft": (
        "You had typed: {text} (e brings it back)",
        "Vous aviez tapé : {text} (e le ramène)",
    ),
    "nothing": ("(nothing)", "(rien)"),
    # What was heard
    "heard": ("Heard: {text}", "Entendu : {text}"),
    "heard.none": (
        "No recogniser has a text for it: type what you hear with e.",
        "Aucun système n'a de texte pour lui : tapez ce que vous entendez avec e.",
    ),
    "heard.nothing": ("The recogniser heard nothing.", "Le système n'a rien entendu."),
    "heard.blind": (
        "This one is shown without a text: type what you hear with e.",
        "Celui-ci est présenté sans texte : tapez ce que vous entendez avec e.",
    ),
    # What changes
    "diff.shown": ("shown: {text}", "montré : {text}"),
    "diff.typed": ("typed: {text}", "tapé : {text}"),
    "diff.changed": ("changed: {shown} -> {typed}", "changé : {shown} -> {typed}"),
    "diff.added": ("added: {typed}", "ajouté : {typed}"),
    "diff.left_out": ("left out: {shown}", "retiré : {shown}"),
    "script": (
        "Written in {written}; {language} is written in {expected}.",
        "Écrit en {written} ; {language} s'écrit en {expected}.",
    ),
    # What became of an answer
    "saved.accepted": ("Saved as accepted.", "Enregistré : accepté."),
    "saved.edited": ("Saved as edited.", "Enregistré : corrigé."),
    "skipped": ("Skipped; somebody else gets it.", "Passé ; quelqu'un d'autre l'aura."),
    "flagged": ("Flagged as {flag}.", "Signalé : {flag}."),
    "flagged.held": (
        "Flagged as {flag}; nobody hears it until a lead has looked.",
        "Signalé : {flag} ; personne ne l'entend tant qu'un responsable n'a pas vérifié.",
    ),
    "standing.late": (
        "The time it was lent to you had run out, but nobody else had taken it.",
        "Le délai de prêt était dépassé, mais personne d'autre ne l'avait pris.",
    ),
    "standing.elsewhere": (
        "The time it was lent to you had run out and somebody else has it; "
        "a text of yours is kept beside theirs.",
        "Le délai de prêt était dépassé et quelqu'un d'autre l'a ; "
        "votre texte est gardé à côté du sien.",
    ),
    "undone": (
        "Taken back: your last answer ({outcome}).",
        "Annulé : votre dernière réponse ({outcome}).",
    ),
    "undone.elsewhere": (
        "Somebody else has that recording; you do not get it again.",
        "Quelqu'un d'autre a cet enregistrement ; vous ne le recevez plus.",
    ),
    "outcome.corrected": ("corrected", "corrigé"),
    "outcome.skipped": ("skipped", "passé"),
    "outcome.flagged": ("flagged", "signalé"),
    "gone": (
        "A recording was withdrawn or erased meanwhile; here is the next one.",
        "Un enregistrement a été retiré ou effacé entre-temps ; voici le suivant.",
    ),
    "not_saved": (
        "Not saved: {why}\nYour text is kept here: mend that, then e and y.",
        "Non enregistré : {why}\nVotre texte est gardé ici : réglez cela, puis e et y.",
    ),
    # A recording that was a check
    "gold.missed": (
        "That was a check: its text is known. Yours is {distance} away, {limit} is allowed.",
        "C'était un contrôle : son texte est connu. Le vôtre en est à {distance}, "
        "pour {limit} au plus.",
    ),
    "gold.expected": ("expected: {text}", "attendu : {text}"),
    "gold.yours": ("yours: {text}", "le vôtre : {text}"),
    "gold.words": ("word by word: {found}", "mot à mot : {found}"),
    "gold.appeal": (
        'If you heard it right, say so: isogloss appeal {id} --worker {worker} --reason "..."',
        "Si vous aviez bien entendu, dites-le : "
        'isogloss appeal {id} --worker {worker} --reason "..."',
    ),
    # Flags
    "flag.line": ("{name}: {says}", "{name} : {says}"),
    "flag.unintelligible": ("unintelligible", "incompréhensible"),
    "flag.unintelligible.says": ("nothing can be made out", "on ne distingue rien"),
    "flag.wrong_language": ("wrong language", "autre langue"),
    "flag.wrong_language.says": (
        "another language than asked for",
        "une autre langue que celle demandée",
    ),
    "flag.two_voices": ("two voices", "deux voix"),
    "flag.two_voices.says": ("more than one person speaks", "plusieurs personnes parlent"),
    "flag.personal_data": ("personal data", "données personnelles"),
    "flag.personal_data.says": (
        "a name, number or address that should not be here",
        "un nom, un numéro ou une adresse qui n'a rien à faire là",
    ),
    "flag.harmful": ("harmful", "nuisible"),
    "flag.harmful.says": ("harmful or illegal content", "contenu nuisible ou illégal"),
    # The end of the queue
    "end.nothing": (
        "Nothing is waiting for you in {languages}.",
        "Rien ne vous attend en {languages}.",
    ),
    "end.campaign": (
        "The campaign is in {language}; if you speak it: --language {language}",
        "La campagne est en {language} ; si vous parlez cette langue : --language {language}",
    ),
    "end.saved": (
        "{answers} in this session.",
        "{answers} dans cette session.",
    ),
    "end.given_back": (
        "{answers} in this session; the recording you were on is back in the queue.",
        "{answers} dans cette session ; l'enregistrement en cours est de retour dans la file.",
    ),
    # Sound
    "sound.not_played": ("Not played: {why}.", "Pas de lecture : {why}."),
    "sound.unplayable": (
        "The recording cannot be played: {why}",
        "L'enregistrement ne peut pas être lu : {why}",
    ),
    "sound.no_file": (
        "There is no file here to play it with something else.",
        "Il n'y a pas de fichier ici à lire autrement.",
    ),
    "sound.file": ("Play it yourself: {path}", "À lire vous-même : {path}"),
    "sound.url": ("In a browser: {url}", "Navigateur : {url}"),
    "sound.forward": (
        "for which, at home: ssh -L {port}:127.0.0.1:{port} THIS-MACHINE",
        "pour cela, chez vous : ssh -L {port}:127.0.0.1:{port} CETTE-MACHINE",
    ),
    "sound.speed": ("At {speed} of the speed.", "À {speed} de la vitesse."),
}
"""The texts of both modes, by key: English, then French."""

FROM_BELOW: Mapping[str, str] = {
    "Latin": "latin",
    "Cyrillic": "cyrillique",
    "Greek": "grec",
    "Arabic": "arabe",
    "Hebrew": "hébreu",
    "Devanagari": "devanagari",
    "Chinese characters": "caractères chinois",
    "no sound device was found": "aucun périphérique de son n'a été trouvé",
    "the sound device does not take any sound": "le périphérique de son n'accepte aucun son",
    "there is no answer of yours to take back": "aucune réponse de vous n'est à annuler",
    "what you skipped last is somebody else's by now": (
        "ce que vous avez passé en dernier est à quelqu'un d'autre maintenant"
    ),
    "this recording was withdrawn or erased meanwhile": (
        "cet enregistrement a été retiré ou effacé entre-temps"
    ),
    "you have answered this recording already, in another window": (
        "vous avez déjà répondu pour cet enregistrement, dans une autre fenêtre"
    ),
    "this is a recording of your own voice; somebody else corrects it": (
        "c'est un enregistrement de votre propre voix ; quelqu'un d'autre le corrige"
    ),
}
"""What the parts below say in English, in French; what is not here stays English."""


class Words:
    """The texts a worker reads, in one language.

    Args:
        language: en or fr.
        more: Catalogues beside the one that both modes share.

    Example:
        >>> Words("en")("n.answers", n=1), Words("fr")("n.answers", n=0)
        ('1 answer saved', '0 réponse enregistrée')
    """

    def __init__(self, language: Language, *more: Catalogue) -> None:
        self.language = language
        self._catalogue = {key: texts for each in (SHARED, *more) for key, texts in each.items()}

    def __call__(self, key: str, /, **values: object) -> str:
        """Set values into a text; `n` chooses between the form for one and the form for many."""
        text = self._catalogue[key][0 if self.language == "en" else 1]
        if "|" in text:
            one, many = text.split("|")
            text = one if self._is_one(values["n"]) else many
        shown = {
            name: self.number(value) if isinstance(value, int | float) else value
            for name, value in values.items()
        }
        return self._set(text).format(**shown)

    def number(self, value: float, digits: int | None = None) -> str:
        """Write a number as the language does.

        Example:
            >>> Words("en").number(1234.56, 1), Words("fr").number(1.5)
            ('1,234.6', '1,5')
        """
        if digits is None:
            digits = 0 if float(value).is_integer() else 1
        text = f"{value:,.{digits}f}"
        if self.language == "en":
            return text
        return text.replace(",", _NO_BREAK).replace(".", ",")

    def share(self, value: float) -> str:
        """Write a share in per cent.

        Example:
            >>> Words("en").share(0.75)
            '75%'
        """
        space = "" if self.language == "en" else _NO_BREAK
        return f"{value:.0%}".replace("%", f"{space}%")

    def from_below(self, text: str) -> str:
        """Translate what a part of the pipeline said in English, where its French form is known."""
        if self.language == "en":
            return text
        return self._set(FROM_BELOW.get(text, text))

    def error(self, error: IsoglossError) -> str:
        """Write an error in the worker's language, where its form there is known."""
        translated = self.from_below(error.found)
        return str(error) if translated == error.found else f"{translated}."

    def flag_names(self) -> dict[str, str]:
        """List what the flags are called, by code."""
        return {code: self(f"flag.{code}") for code in FLAGS}

    def _is_one(self, n: object) -> bool:
        return n == 1 or (n == 0 and self.language == "fr")

    def _set(self, text: str) -> str:
        if self.language == "en":
            return text
        for sign in ";:?!%»":
            text = text.replace(f" {sign}", f"{_NO_BREAK}{sign}")
        return text.replace("« ", f"«{_NO_BREAK}")


def sanitise_or_nothing(words: Words, text: str) -> str:
    """Sanitise a text for a terminal; say `(nothing)` where it is empty."""
    return sanitise(text) or words("nothing")
