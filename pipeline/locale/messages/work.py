"""Words of the section on who did this work, English beside French; see `messages`."""

WORK_MESSAGES: dict[str, tuple[str, str]] = {
    "section.work": ("Who did this work", "Qui a fait ce travail"),
    "section.work.lead": (
        "Behind every reference is somebody who listened. Answers are texts, skips and flags of "
        "every kind, tests included; hours are active time, pauses cut.",
        "Derrière chaque référence, il y a quelqu'un qui a écouté. Les réponses sont les textes, "
        "les énoncés passés et les signalements de toute sorte, tests compris ; les heures sont du "
        "temps actif, sans les pauses.",
    ),
    "n.people": ("{n} person|{n} people", "{n} personne|{n} personnes"),
    "n.answers": ("{n} answer|{n} answers", "{n} réponse|{n} réponses"),
    "work.few": (
        "Fewer than {least} people did this work. Nothing more is told of them, because it would "
        "be told of somebody.",
        "Moins de {least} personnes ont fait ce travail. On n'en dit pas plus, car ce serait "
        "parler de quelqu'un.",
    ),
    "work.all": (
        "{people} gave {answers} in {hours} active hours, from {first} to {last}.",
        "{people} ont donné {answers} en {hours} heures actives, du {first} au {last}.",
    ),
    "work.hourly": (
        "An active hour came to {hourly} {currency} over all {people} (95% interval over people: "
        "{range}).",
        "Une heure active a rapporté {hourly} {currency} sur l'ensemble des {people} (intervalle à "
        "95 % sur les personnes : {range}).",
    ),
    "work.hourly.few": (
        "What an active hour came to over all {people} is not told: one did nearly all of it.",
        "Ce que rapporte une heure active sur l'ensemble des {people} n'est pas communiqué : une "
        "seule a fait presque tout le travail.",
    ),
    "work.spread": (
        "Half of the {people} had more than {median} {currency} an hour; the range is {low} to "
        "{high}.",
        "La moitié des {people} a eu plus de {median} {currency} l'heure ; cela va de {low} à "
        "{high}.",
    ),
    "work.median": (
        "Half of the {people} had more than {median} {currency} an hour; they are too few for a "
        "range.",
        "La moitié des {people} a eu plus de {median} {currency} l'heure ; elles sont trop peu "
        "nombreuses pour une étendue.",
    ),
    "work.unpaid": (
        "No pay is set in this workspace, so nothing is said of what an hour came to.",
        "Aucune rémunération n'est réglée dans cet espace de travail ; on ne dit donc rien de ce "
        "que rapporte une heure.",
    ),
    "work.floor.none": (
        "Nobody was below the floor of where they live, before top-ups.",
        "Personne n'était sous le minimum de son lieu de vie, avant complément.",
    ),
    "work.floor.few": (
        "Before top-ups, fewer than {least} people were below the floor of where they live.",
        "Avant complément, moins de {least} personnes étaient sous le minimum de leur lieu de vie.",
    ),
    "work.floor": (
        "Before top-ups, {n} of {people} were below the floor of where they live.",
        "Avant complément, {n} sur {people} étaient sous le minimum de leur lieu de vie.",
    ),
    "work.together": ("{names}, together", "{names}, ensemble"),
    "work.not_said": ("Not said", "Non précisé"),
    "work.withheld": (
        "{title}: not told, for every group has fewer than {least} people.",
        "{title} : non communiqué, car chaque groupe compte moins de {least} personnes.",
    ),
    "col.region": ("Region", "Région"),
    "col.known_accent": ("Accent they know", "Accent connu"),
    "col.people": ("People", "Personnes"),
    "col.answers": ("Answers", "Réponses"),
    "col.hourly": ("{currency} an hour", "{currency} l'heure"),
    "col.refusal": ("What became of answers", "Ce que sont devenues les réponses"),
    "col.number": ("Number", "Nombre"),
    "col.of": ("Of", "Sur"),
    "table.work_regions": ("Where they live", "Où ces personnes vivent"),
    "table.work_accents": (
        "Accents they know; one person may know several",
        "Accents connus ; une personne peut en connaître plusieurs",
    ),
    "table.refusals": ("Refused and overruled", "Refus et textes écartés"),
    "refusal.skipped": ("skipped", "énoncés passés"),
    "refusal.flagged": ("flagged", "énoncés signalés"),
    "refusal.overruled": (
        "texts that differ from the one used in the end",
        "textes qui diffèrent de celui retenu à la fin",
    ),
}
