"""Words of the three sentences that say what was found; see `messages` and `finding`."""

FINDING_MESSAGES: dict[str, tuple[str, str]] = {
    "find.none": ("Nothing could be scored.", "Rien n'a pu être évalué."),
    "find.heard": (
        "The recogniser made {errors} errors for every 100 words (95% interval {range}) in {who}.",
        "Le système a fait {errors} erreurs pour 100 mots (intervalle à 95 % : {range}) dans "
        "{who}.",
    ),
    "find.heard.short": (
        "Scored were {who}, too few people to put an interval around a rate of errors.",
        "Ont été évalués {who}, trop peu de personnes pour donner un intervalle au taux d'erreur.",
    ),
    "find.heard.systems": (
        "{n} systems were scored on {who}, and made from {low} to {high} errors for every 100 "
        "words.",
        "{n} systèmes ont été évalués sur {who} et ont fait de {low} à {high} erreurs pour 100 "
        "mots.",
    ),
    "find.system": (
        "{errors} ({system}; 95% interval {range})",
        "{errors} ({system} ; intervalle à 95 % : {range})",
    ),
    "find.nothing_to_compare": (
        "So no group can be compared with another.",
        "Aucun groupe ne peut donc être comparé à un autre.",
    ),
    "find.nobody_disclosed": (
        "Nobody disclosed a group, so no group can be compared with another.",
        "Personne n'a communiqué de groupe : aucun ne peut être comparé à un autre.",
    ),
    "find.one_group": (
        "There is only one group, {group}, so there is nothing to compare it with.",
        "Il n'y a qu'un seul groupe, {group} : rien à quoi le comparer.",
    ),
    "find.unknown_speakers": (
        "It is not known who spoke, and without that no gap between groups can be told from "
        "chance.",
        "On ne sait pas qui a parlé, et sans cela aucun écart entre groupes ne se distingue du "
        "hasard.",
    ),
    "find.withheld": (
        "No group gets a verdict: that takes at least {least} speakers on both sides, worth at "
        "least {effective} who spoke equally.",
        "Aucun groupe ne reçoit de verdict : il faut au moins {least} personnes de chaque côté, "
        "l'équivalent d'au moins {effective} à parts égales.",
    ),
    "find.nothing_shown": (
        "No group was shown to differ from {against}, which is no evidence that all are heard "
        "equally well.",
        "Aucun groupe ne s'est distingué de façon établie de la comparaison, {against}, ce qui ne "
        "prouve pas que tous soient également bien compris.",
    ),
    "find.nothing_shown.systems": (
        "No group was shown to differ from {against} under any of the {n} systems, which is no "
        "evidence that all are heard equally well.",
        "Aucun groupe ne s'est distingué de façon établie de la comparaison, {against}, sous aucun "
        "des {n} systèmes, ce qui ne prouve pas que tous soient également bien compris.",
    ),
    "find.worse": (
        "More errors are associated with {worse}, set against {against}.",
        "Davantage d'erreurs sont associées à {worse}, par rapport à la comparaison, {against}.",
    ),
    "find.better": (
        "Fewer errors are associated with {better}, set against {against}.",
        "Moins d'erreurs sont associées à {better}, par rapport à la comparaison, {against}.",
    ),
    "find.both": (
        "More errors are associated with {worse}, and fewer with {better}, set against {against}.",
        "Davantage d'erreurs sont associées à {worse}, et moins à {better}, par rapport à la "
        "comparaison, {against}.",
    ),
    "find.item": (
        "{group} ({speakers}, {ratio} times the rate, 95% interval {range})",
        "{group} ({speakers}, {ratio} fois le taux, intervalle à 95 % : {range})",
    ),
    "find.item.systems": (
        "{group} under {k} of the {n} systems",
        "{group} sous {k} des {n} systèmes",
    ),
    "find.more": ("{n} more group|{n} more groups", "{n} autre groupe|{n} autres groupes"),
    "find.shown_still": (
        "at equal {covariates}, {group} has {ratio} times the rate (95% interval {range}), a "
        "difference still shown",
        "à {covariates} égal, {group} a {ratio} fois le taux (intervalle à 95 % : {range}), une "
        "différence toujours établie",
    ),
    "find.shown_no_longer": (
        "at equal {covariates}, {group} has {ratio} times the rate (95% interval {range}), a "
        "difference no longer shown",
        "à {covariates} égal, {group} a {ratio} fois le taux (intervalle à 95 % : {range}), une "
        "différence qui n'est plus établie",
    ),
    "find.turned": (
        "at equal {covariates}, {group} has {ratio} times the rate (95% interval {range}), a "
        "difference now the other way",
        "à {covariates} égal, {group} a {ratio} fois le taux (intervalle à 95 % : {range}), une "
        "différence désormais inverse",
    ),
    "find.pair.shown": (
        "the two systems were shown to differ on the same speakers",
        "une différence entre les deux systèmes est établie sur les mêmes personnes",
    ),
    "find.pair.not_shown": (
        "the two systems were not shown to differ on the same speakers",
        "aucune différence entre les deux systèmes n'est établie sur les mêmes personnes",
    ),
    "find.and": ("{items} and {last}", "{items} et {last}"),
    "find.not_recorded": (
        "what was not recorded is not held equal",
        "ce qui n'a pas été relevé n'est pas tenu égal",
    ),
    "find.associated": (
        "these are associations: groups also differ in devices, in noise, in what was said and in "
        "who took part",
        "ce sont des associations : les groupes diffèrent aussi par l'appareil, le bruit, ce qui a "
        "été dit et les personnes qui ont participé",
    ),
    "find.detectable": (
        "with these speakers a true ratio of {low} ({low_group}) to {high} ({high_group}) could "
        "have been seen four times in five, a smaller one less often",
        "avec ces personnes, un vrai rapport de {low} ({low_group}) à {high} ({high_group}) "
        "aurait été vu quatre fois sur cinq, un plus petit moins souvent",
    ),
    "find.detectable.one": (
        "with these speakers a true ratio of {low} ({low_group}) could have been seen four times "
        "in five, a smaller one less often",
        "avec ces personnes, un vrai rapport de {low} ({low_group}) aurait été vu quatre fois sur "
        "cinq, un plus petit moins souvent",
    ),
    "find.detectable.unknown": (
        "smaller gaps than these speakers can show may be there",
        "des écarts plus petits que ces personnes ne peuvent en montrer sont possibles",
    ),
    "find.cannot_say": (
        "for {n} group the data cannot say|for {n} groups the data cannot say",
        "pour {n} groupe les données ne permettent pas de conclure|"
        "pour {n} groupes les données ne permettent pas de conclure",
    ),
    "find.too_few": (
        "{n} group has too few speakers for a verdict|"
        "{n} groups have too few speakers for a verdict",
        "{n} groupe compte trop peu de personnes pour un verdict|"
        "{n} groupes comptent trop peu de personnes pour un verdict",
    ),
    "find.pairs": (
        "of {n} comparisons of two systems on the same speakers, {k} showed a difference",
        "sur {n} comparaisons de deux systèmes sur les mêmes personnes, {k} ont établi une "
        "différence",
    ),
    "find.none.after": (
        "That is no evidence that anybody is heard well, or that all are heard equally well.",
        "Cela ne prouve ni que quelqu'un soit bien compris, ni que tous le soient également.",
    ),
    "find.silent_on_groups": (
        "Whether some are heard worse than others stays unknown.",
        "On ne sait pas si certains sont moins bien compris que d'autres.",
    ),
    "find.too_short": (
        "The intervals are too short unless every utterance is another person's.",
        "Les intervalles sont trop courts à moins que chaque énoncé ne vienne d'une autre "
        "personne.",
    ),
    "find.these_people": (
        "The rates are what these people met with, and other people may meet with other ones.",
        "Les taux sont ceux que ces personnes ont rencontrés, et d'autres personnes peuvent en "
        "rencontrer d'autres.",
    ),
}
