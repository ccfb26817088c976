"""What only the full screen says, English beside French."""

from collections.abc import Mapping

SCREEN: Mapping[str, tuple[str, str]] = {
    # What is done, as beside its key
    "key.play": ("play", "lire"),
    "key.last_second": ("last second", "dernière s"),
    "key.loop": ("loop words", "boucle mots"),
    "key.slower": ("slower", "lent"),
    "key.faster": ("faster", "vite"),
    "key.accept": ("accept", "accepter"),
    "key.save": ("save", "enregistrer"),
    "key.skip": ("skip", "passer"),
    "key.flag": ("flag", "signaler"),
    "key.undo": ("take back", "reprendre"),
    "key.help": ("help", "aide"),
    "key.stop": ("stop", "arrêter"),
    # The parts of the screen
    "part.text": ("Your text", "Votre texte"),
    "part.changes": ("Changes:", "Changements :"),
    "changes.none": ("none", "aucun"),
    "changes.more": ("and {n} more", "et encore {n}"),
    "head.item": ("{id}, {seconds} s, {language}", "{id}, {seconds} s, {language}"),
    "heard.none.here": (
        "No recogniser has a text for it: type what you hear.",
        "Aucun système n'a de texte pour lui : tapez ce que vous entendez.",
    ),
    "heard.blind.here": (
        "This one is shown without a text: type what you hear.",
        "Celui-ci est présenté sans texte : tapez ce que vous entendez.",
    ),
    "draft.here": (
        "The text you had typed is here again.",
        "Le texte que vous aviez tapé est de nouveau là.",
    ),
    "foot.pace": ("{n} an hour", "{n} par heure"),
    "foot.today": ("Today {what}", "Aujourd'hui {what}"),
    "foot.done": ("{n} done|{n} done", "{n} fait|{n} faits"),
    "foot.waiting": ("{n} waiting", "{n} en attente"),
    # Sound
    "wave.loading": ("loading the sound …", "chargement du son …"),
    "wave.silent": ("no sound to show", "pas de son à montrer"),
    "wave.at": ("{at} of {whole} s", "{at} sur {whole} s"),
    "wave.speed": ("at {speed}", "à {speed}"),
    "wave.loop": ("loop", "boucle"),
    # Questions
    "ask.skip": ("Why do you skip it?", "Pourquoi le passez-vous ?"),
    "ask.flag": ("Flag it as", "Le signaler comme"),
    "ask.nothing_said": (
        "Was nothing said in the recording?",
        "Rien n'est dit dans l'enregistrement ?",
    ),
    "ask.throw_away": (
        "Accept the text as shown, and throw away what you typed?",
        "Accepter le texte montré et jeter ce que vous avez tapé ?",
    ),
    "ask.at_the_end": (
        "Take back your last answer, or stop?",
        "Reprendre votre dernière réponse, ou arrêter ?",
    ),
    "choice.yes": ("yes", "oui"),
    "choice.no": ("no", "non"),
    "choice.stop": ("stop", "arrêter"),
    "choice.take_back": ("take back", "reprendre"),
    "hint.enter_escape": ("Enter: do it. Escape: back.", "Entrée : valider. Échap : retour."),
    "hint.choose": (
        "Number, or arrows and Enter. Escape: back.",
        "Numéro, ou flèches et Entrée. Échap : retour.",
    ),
    "hint.close": ("Escape or Enter: close.", "Échap ou Entrée : fermer."),
    "hint.save": ("{key} saves it.", "{key} l'enregistre."),
    # What happens
    "busy": ("One moment …", "Un instant …"),
    "busy.store": (
        "The store is busy; waiting. Your text is kept.",
        "La base est occupée ; attente. Votre texte est gardé.",
    ),
    "no_text": (
        "There is no text to accept: type what you hear, then {key}.",
        "Il n'y a pas de texte à accepter : tapez ce que vous entendez, puis {key}.",
    ),
    "failed": (
        "Not done: {why} Your text is kept here; press the key again.",
        "Pas fait : {why} Votre texte est gardé ici ; appuyez encore sur la touche.",
    ),
    "draft.fault": (
        "What you type cannot be written down just now: {why}",
        "Ce que vous tapez ne peut pas être noté pour l'instant : {why}",
    ),
    "draft.again": (
        "What you type is written down again.",
        "Ce que vous tapez est de nouveau noté.",
    ),
    "two_windows": (
        "You have this recording open in another window too.",
        "Vous avez aussi cet enregistrement ouvert dans une autre fenêtre.",
    ),
    "help.title": ("Help", "Aide"),
    "help.about": (
        "Type what is said, word for word, also where it is not good grammar. A word in brackets "
        "is doubtful: the number is how sure the recogniser was of it. In the changes, - stands "
        "before a word you took out and + before one you put in.",
        "Tapez ce qui est dit, mot pour mot, même si la grammaire n'y est pas. Un mot entre "
        "crochets est douteux : le nombre dit la certitude du système. Dans les changements, - "
        "précède un mot retiré et + un mot ajouté.",
    ),
    "help.play": ("play from the beginning; again: stop", "lire du début ; encore : arrêter"),
    "help.last_second": (
        "hear the last second again, from where you are",
        "réécouter la dernière seconde, d'où vous êtes",
    ),
    "help.loop": (
        "loop the selected words, or the one under the cursor; again: stop",
        "lire en boucle les mots choisis, ou celui du curseur ; encore : arrêter",
    ),
    "help.slower": ("a step slower, same pitch", "un cran plus lent, même hauteur"),
    "help.faster": ("a step faster, same pitch", "un cran plus vite, même hauteur"),
    "help.accept": ("accept the text as shown", "accepter le texte montré"),
    "help.save": ("save your text", "enregistrer votre texte"),
    "help.skip": ("leave it to somebody else, with a reason", "laisser à un autre, avec raison"),
    "help.flag": (
        "flag: unintelligible, wrong language, two voices, personal data, harmful",
        "signaler : incompréhensible, autre langue, deux voix, données personnelles, nuisible",
    ),
    "help.undo": (
        "take back your last answer and have it again",
        "reprendre votre dernière réponse",
    ),
    "help.help": ("this page", "cette page"),
    "help.stop": (
        "stop; what you typed is kept. Ctrl+C does the same",
        "arrêter ; ce que vous avez tapé est gardé. Ctrl+C fait de même",
    ),
    "missed.title": ("A check you missed", "Un contrôle manqué"),
}
