"""What a worker reads line by line: no colour, nothing repainted, nothing that can do harm."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from isogloss.correct.desk.changes import mark_changes
from isogloss.correct.desk.words import Words, sanitise_or_nothing
from pipeline.locale.sanitise import sanitise
from pipeline.review.assigning.flags import FLAGS
from pipeline.review.showing.differences import changed_words
from pipeline.review.showing.shown import mark_doubtful
from pipeline.review.showing.typed import other_script

if TYPE_CHECKING:
    from isogloss.correct.desk.item import Item
    from pipeline.io.queue.leases import Position
    from pipeline.review.assigning.gold import GoldResult
    from pipeline.review.showing.differences import ChangedWord

LINES: dict[str, tuple[str, str]] = {
    "lines.commands": (
        "a accept, e edit, r replay, s slower, k skip, f flag, u undo, q stop, ? help",
        "a accepter, e éditer, r réécouter, s plus lent, k passer, f signaler, u annuler, "
        "q arrêter, ? aide",
    ),
    "lines.help": (
        """\
  a or Enter   accept the text as shown
  e            edit it: the text stands ready, change it and press Enter
  e TEXT       the same with the whole text typed at once
  r            play again
  s            play slower: 75 %, then 50 %
  k REASON     skip: somebody else gets it
  f REASON     flag: unintelligible, wrong language, two voices, personal data, harmful
  u            undo your last answer and have it again
  q            stop; Ctrl-D and Ctrl-C do the same
Type what is said, word for word, also where it is not good grammar.
A word in brackets is doubtful: the number is how sure the recogniser was of it.""",
        """\
  a ou Entrée  accepter le texte tel quel
  e            éditer : le texte est prêt, changez-le et appuyez sur Entrée
  e TEXTE      de même avec tout le texte tapé d'un coup
  r            réécouter
  s            plus lentement : 75 %, puis 50 %
  k RAISON     passer : quelqu'un d'autre l'aura
  f RAISON     signaler : incompréhensible, autre langue, deux voix, données personnelles, nuisible
  u            annuler votre dernière réponse et la reprendre
  q            arrêter ; Ctrl-D et Ctrl-C font de même
Tapez ce qui est dit, mot pour mot, même si la grammaire n'y est pas.
Un mot entre crochets est douteux : le nombre dit la certitude du système.""",
    ),
    "lines.text": ("Text: ", "Texte : "),
    "lines.whole_text": ("The whole text: ", "Tout le texte : "),
    "lines.save": (
        "Save? y yes, n no, e edit again > ",
        "Enregistrer ? o oui, n non, e éditer encore > ",
    ),
    "lines.not_saved": (
        "Not saved; e brings your text back.",
        "Non enregistré ; e ramène votre texte.",
    ),
    "lines.nothing_said": (
        "Was nothing said in the recording? y yes, n no > ",
        "Rien n'est dit dans l'enregistrement ? o oui, n non > ",
    ),
    "lines.why_skip": ("Why do you skip it? > ", "Pourquoi le passez-vous ? > "),
    "lines.which_flag": ("Which? > ", "Lequel ? > "),
    "lines.at_the_end": (
        "u to undo your last answer, Enter to stop > ",
        "u annule votre dernière réponse, Entrée arrête > ",
    ),
    "lines.unused": (
        "{place} was not used, nor anything after it.",
        "{place} : non utilisé, ni rien de ce qui suit.",
    ),
    "lines.this": ("This", "Ceci"),
    "lines.try": ("{found}. Try: {expected}.", "{found}. Essayez : {expected}."),
    "lines.not_understood": ("not understood: {typed}", "pas compris : {typed}"),
    "lines.a_command": (
        "a command ({commands}); a whole text is typed as: e TEXT",
        "une commande ({commands}) ; un texte entier se tape : e TEXTE",
    ),
    "lines.yne": ("y, n or e", "o, n ou e"),
    "lines.no_text": ("there is no text to accept", "il n'y a pas de texte à accepter"),
    "lines.type_it": ("e TEXT: type what you hear", "e TEXTE : tapez ce que vous entendez"),
    "lines.no_reason": ("not skipped: no reason", "pas passé : pas de raison"),
    "lines.a_reason": ("k REASON, however short", "k RAISON, si courte soit-elle"),
    "lines.no_flag": (
        "not flagged: {typed} is no flag",
        "pas signalé : {typed} n'est pas un signalement",
    ),
    "lines.a_flag": (
        "its number, its name, or at least three letters of it",
        "son numéro, son nom, ou au moins trois lettres de celui-ci",
    ),
    "lines.an_answer": ("an answer before u", "une réponse avant u"),
    "lines.pipe_stopped": (
        "What was answered before this line is saved; no line after it was used.",
        "Ce qui précède cette ligne est enregistré ; aucune ligne après elle n'a servi.",
    ),
}


def describe_item(words: Words, at: "Position", item: "Item") -> str:
    """Say where the worker stands, and which recording comes now."""
    return f"{_describe_standing(words, at)} {_describe_utterance(words, item)}"


def _describe_standing(words: Words, at: "Position") -> str:
    """Say how much the worker did today and how much waits."""
    waiting = words.number(at.waiting)
    shown = words("head.more", n=waiting) if at.more else waiting
    return words("head.at", n=at.done, waiting=shown)


def _describe_utterance(words: Words, item: "Item") -> str:
    """Say which recording it is, how long, and in which language."""
    return words(
        "head.utterance",
        id=item.utterance.utterance_id,
        seconds=words.number(item.utterance.duration_s, 1),
        language=item.assignment.language,
    )


def write_hypothesis(words: Words, item: "Item", doubtful_below: float) -> str:
    """Write the hypothesis on one line, its doubtful words in brackets."""
    if item.shown is None:
        return words("heard.blind" if item.assignment.blind else "heard.none")
    if not item.shown.strip():
        return words("heard.nothing")
    marked = mark_doubtful(item.shown, item.hypothesis.words, doubtful_below)
    return words("heard", text=sanitise(marked))


def list_differences(words: Words, shown: str, typed: str) -> Iterator[str]:
    """Write what was shown, what was typed, and every changed word on a line of its own."""
    yield "  " + words("diff.shown", text=sanitise_or_nothing(words, shown))
    yield "  " + words("diff.typed", text=sanitise_or_nothing(words, typed))
    for word in changed_words(shown, typed):
        if word.op != "equal":
            yield "    " + sanitise(_change(words, word))


def _change(words: Words, word: "ChangedWord") -> str:
    if word.op == "substitute":
        return words("diff.changed", shown=word.shown, typed=word.typed)
    if word.op == "insert":
        return words("diff.added", typed=word.typed)
    return words("diff.left_out", shown=word.shown)


def list_flags(words: Words) -> list[str]:
    """List the flags and what they mean, in their order."""
    return [
        words("flag.line", name=words(f"flag.{code}"), says=words(f"flag.{code}.says"))
        for code in FLAGS
    ]


def remark_script(words: Words, item: "Item", text: str) -> str:
    """Say that a text is in another script than its language's; empty where it is not."""
    found = other_script(text, item.assignment.language)
    if found is None:
        return ""
    written, expected = words.from_below(found.written), words.from_below(found.expected)
    return words("script", written=written, expected=expected, language=found.language)


def explain_missed_check(
    words: Words, gold: "GoldResult", text: str, utterance_id: str, worker_id: str
) -> Iterator[str]:
    """Say why a text missed the check that its recording was, and how a worker appeals.

    Args:
        words: The language they read.
        gold: How far their text is from the known one.
        text: Their text.
        utterance_id: Which recording it was.
        worker_id: Who typed it.
    """
    distance, limit = words.share(gold.distance), words.share(gold.limit)
    yield words("gold.missed", distance=distance, limit=limit)
    yield words("gold.expected", text=sanitise_or_nothing(words, gold.expected))
    yield words("gold.yours", text=sanitise_or_nothing(words, text))
    yield words("gold.words", found=mark_changes(gold.expected, text)[0])
    yield words("gold.appeal", id=utterance_id, worker=worker_id)
