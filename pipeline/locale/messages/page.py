"""The texts of a report's page, English beside French: headings, tables, findings, remarks.

A text with `|` holds the forms for one and for many; `pipeline.locale.catalogue` chooses.
"""

# ruff: noqa: RUF001 - prose is typeset with real minus signs and apostrophes

PAGE_MESSAGES: dict[str, tuple[str, str]] = {
    # Counted nouns
    "n.speakers": ("{n} speaker|{n} speakers", "{n} personne|{n} personnes"),
    "n.utterances": ("{n} utterance|{n} utterances", "{n} énoncé|{n} énoncés"),
    "n.words": ("{n} word|{n} words", "{n} mot|{n} mots"),
    # Page
    "page.title": ("Whom the recogniser hears, and how well", "Qui est bien compris, et qui moins"),
    "page.skip": ("Skip to the findings", "Aller aux constats"),
    "page.contents": ("On this page", "Dans cette page"),
    "page.read": ("Read this first", "À lire d'abord"),
    "page.audio": ("Recording of {id}", "Enregistrement de {id}"),
    "page.listen": ("Listen", "Écouter"),
    "page.no_audio": ("no recording to link", "aucun enregistrement à écouter"),
    "page.all_counts": (
        "All counts and the uncorrected numbers",
        "Tous les décomptes et les valeurs non corrigées",
    ),
    "page.scroll": ("Table, scrolls sideways", "Tableau, défile latéralement"),
    "page.empty": ("There is nothing to compare yet.", "Il n'y a encore rien à comparer."),
    "page.sort": ("Sort by {column}", "Trier par {column}"),
    # About this report
    "about.title": ("About this report", "À propos de ce rapport"),
    "about.campaign": ("Campaign", "Campagne"),
    "about.generated": ("Made", "Établi"),
    "about.period": ("Recorded", "Enregistré"),
    "about.period.range": ("{first} to {last}", "du {first} au {last}"),
    "about.recogniser": ("Recogniser", "Reconnaissance vocale"),
    "about.policy": ("Text policy", "Normalisation du texte"),
    "about.against": ("Compared with", "Comparé à"),
    "about.collected": ("Collected", "Collecté"),
    "about.collected.of": ("{utterances} by {speakers}", "{utterances} de {speakers}"),
    "about.fact": ("{name}: {text}", "{name} : {text}"),
    "about.hours": ("{n} hours", "{n} heures"),
    # Key numbers
    "key.title": ("At a glance", "En bref"),
    "key.wer": ("word error rate", "taux d'erreur sur les mots"),
    "key.systems": ("systems compared", "systèmes comparés"),
    "key.interval": ("95% interval {range}", "intervalle à 95 % : {range}"),
    "key.speakers": ("speaker scored|speakers scored", "personne évaluée|personnes évaluées"),
    "key.effective": ("worth {n} who spoke equally", "l'équivalent de {n} à parts égales"),
    "key.utterances": ("utterance scored|utterances scored", "énoncé évalué|énoncés évalués"),
    "key.left_out": ("{n} left out|{n} left out", "{n} écarté|{n} écartés"),
    "key.words": (
        "word in the references|words in the references",
        "mot dans les références|mots dans les références",
    ),
    # Findings
    "found.title": ("What was found", "Ce qui a été constaté"),
    "found.overall": (
        "Scored: {who}, {words} in all. The recogniser made {errors} "
        "errors for every 100 words: a word error rate of {wer} (95% interval {range}).",
        "Évalués : {who}, soit {words}. Le système a fait {errors} "
        "erreurs pour 100 mots : un taux d'erreur de {wer} (intervalle à 95 % : {range}).",
    ),
    "found.none": ("Nothing could be scored.", "Rien n'a pu être évalué."),
    "found.worse": (
        "More errors are associated with {group} ({speakers}): a word error rate of {wer} "
        "({range}), which is {ratio} times that of {against} (95% interval {ratio_range}; "
        "adjusted p\u00a0{p}).",
        "Davantage d'erreurs sont associées au groupe {group} ({speakers}) : un taux d'erreur de "
        "{wer} ({range}), soit {ratio} fois celui de la comparaison, {against} "
        "(intervalle à 95 % : {ratio_range} ; p ajusté\u00a0{p}).",
    ),
    "found.better": (
        "Fewer errors are associated with {group} ({speakers}): a word error rate of {wer} "
        "({range}), which is {ratio} times that of {against} (95% interval {ratio_range}; "
        "adjusted p\u00a0{p}).",
        "Moins d'erreurs sont associées au groupe {group} ({speakers}) : un taux d'erreur de "
        "{wer} ({range}), soit {ratio} fois celui de la comparaison, {against} "
        "(intervalle à 95 % : {ratio_range} ; p ajusté\u00a0{p}).",
    ),
    "found.cannot_say": (
        "These data cannot say whether the rate differs from that of {against} for: {groups}.",
        "Ces données ne permettent pas de dire si le taux diffère de celui de la "
        "comparaison, {against}, pour : {groups}.",
    ),
    "found.unadjusted": (
        "Compared alone, some of these would stand out ({groups}); among so many comparisons such "
        "an interval can arise by chance.",
        "Pris isolément, certains se distingueraient ({groups}) ; parmi autant de comparaisons, un "
        "tel intervalle peut venir du hasard.",
    ),
    "found.item": (
        "{group} ({speakers}; ratio {ratio}, 95% interval {range})",
        "{group} ({speakers} ; rapport {ratio}, intervalle à 95 % : {range})",
    ),
    "found.item.small": ("{group} ({speakers})", "{group} ({speakers})"),
    "found.withheld": (
        "Verdict withheld for {groups}. A verdict needs at least {least} speakers on both sides, "
        "worth at least {effective} who spoke equally.",
        "Verdict suspendu pour {groups}. Un verdict demande au moins {least} personnes de chaque "
        "côté, l'équivalent d'au moins {effective} personnes qui auraient parlé autant.",
    ),
    "found.unknown_speakers": (
        "No verdict for {groups}: it is not known who spoke, and the intervals are too short "
        "unless every utterance is another person's.",
        "Aucun verdict pour {groups} : on ne sait pas qui a parlé, et les intervalles sont trop "
        "courts à moins que chaque énoncé ne vienne d'une autre personne.",
    ),
    "found.no_errors": (
        "{group} ({speakers}): no error in {words}. The true rate may still be as high as {high} "
        "(exact upper bound); no ratio can be given.",
        "{group} ({speakers}) : aucune erreur sur {words}. Le taux réel peut néanmoins atteindre "
        "{high} (borne supérieure exacte) ; aucun rapport ne peut être donné.",
    ),
    "found.undisclosed": (
        "{speakers} did not disclose this. They count in the total and are compared with nobody.",
        "Non communiqué par {speakers} : dans le total, mais sans comparaison.",
    ),
    "found.folded": (
        "Too small to be shown alone, and counted within a larger group: {groups}.",
        "Trop peu nombreux pour être montrés seuls, comptés dans un groupe plus large : {groups}.",
    ),
    "found.folded.item": ("{group} in {into} ({speakers})", "{group} dans {into} ({speakers})"),
    "found.nothing_shown": (
        "No group was shown to differ. That is not evidence that all groups are heard equally "
        "well.",
        "Aucun groupe ne s'est distingué de façon établie. Cela ne prouve pas que tous soient "
        "également bien compris.",
    ),
    "found.no_verdict": (
        "No verdict: no group has enough speakers. What is shown is what these people met with, "
        "not what others would.",
        "Aucun verdict : aucun groupe ne compte assez de personnes. Les chiffres montrent ce que "
        "ces personnes ont rencontré, non ce que d'autres rencontreraient.",
    ),
    "found.nobody_disclosed": (
        "Nobody disclosed this, so there is nothing to compare.",
        "Personne ne l'a communiqué : il n'y a rien à comparer.",
    ),
    "found.left_out": ("Left out: {reasons}.", "Écartés : {reasons}."),
    "found.left_out.item": ("{utterances} ({reason})", "{utterances} ({reason})"),
    "found.figures": (
        "In {n} of the {errors} errors a number stands in figures on one side and in words on the "
        "other (“7”, “seven”). The policy {policy} compares texts as they are written and counts "
        "these, heard right or not.",
        "Dans {n} des {errors} erreurs, un nombre est écrit en chiffres d'un côté et en lettres "
        "de l'autre (« 7 », « sept »). La règle {policy} compare les textes tels qu'ils sont "
        "écrits et compte ces erreurs, que le mot ait été bien compris ou non.",
    ),
    "found.one_group": (
        "There is only one group, so there is nothing to compare it with.",
        "Il n'y a qu'un seul groupe : rien à quoi le comparer.",
    ),
    "found.caution": (
        "Associated with is not caused by: groups also differ in devices, in noise, in what was "
        "said and in who took part.",
        "Associé à ne veut pas dire causé par : les groupes diffèrent aussi par l'appareil, le "
        "bruit, ce qui a été dit et les personnes qui ont participé.",
    ),
    # Verdicts, short
    "verdict.worse": ("more errors", "plus d'erreurs"),
    "verdict.better": ("fewer errors", "moins d'erreurs"),
    "verdict.cannot_say": ("cannot say", "indécis"),
    "verdict.withheld": ("withheld", "suspendu"),
    "verdict.unknown_speakers": ("speakers unknown", "voix inconnues"),
    "verdict.no_errors": ("no ratio", "pas de rapport"),
    "verdict.comparison": ("comparison", "comparaison"),
    "verdict.not_compared": ("not compared", "non comparé"),
    # Status, short
    "status.reported": ("enough speakers", "assez de personnes"),
    "status.too_few_speakers": ("too few speakers", "trop peu de voix"),
    "status.speakers_unknown": ("speakers unknown", "voix inconnues"),
    # Groups
    "group.undisclosed": ("Not disclosed", "Non communiqué"),
    "group.rest": ("the rest", "tous les autres"),
    "group.all": ("All", "Ensemble"),
    "group.female": ("Women", "Femmes"),
    "group.male": ("Men", "Hommes"),
    "group.other": ("Other", "Autre"),
    # Groupings
    "grouping.accent": ("By accent", "Par accent"),
    "grouping.region": ("By region", "Par région"),
    "grouping.gender": ("By gender", "Par genre"),
    "grouping.age_band": ("By age band", "Par tranche d'âge"),
    "grouping.device": ("By device", "Par appareil"),
    "grouping.accent_by_gender": ("By accent and gender", "Par accent et genre"),
    # Columns
    "col.group": ("Group", "Groupe"),
    "col.speakers": ("Speakers", "Personnes"),
    "col.effective": ("Effective speakers", "Personnes effectives"),
    "col.busiest": ("Busiest speaker's share", "Part de la plus active"),
    "col.utterances": ("Utterances", "Énoncés"),
    "col.words": ("Words", "Mots"),
    "col.errors": ("Errors", "Erreurs"),
    "col.substitutions": ("Substituted", "Substitués"),
    "col.deletions": ("Deleted", "Omis"),
    "col.insertions": ("Inserted", "Insérés"),
    "col.empty": ("Empty answers", "Réponses vides"),
    "col.wer": ("WER", "WER"),
    "col.interval": ("95% interval", "IC à 95 %"),
    "col.share_interval": ("95% interval", "IC à 95 %"),
    "col.ratio": ("Ratio", "Rapport"),
    "col.ratio_interval": ("95% of ratio", "IC du rapport"),
    "col.difference": ("Difference, points", "Écart, points"),
    "col.difference_interval": ("95% of difference", "IC de l'écart"),
    "col.simultaneous": ("Simultaneous 95% of ratio", "IC simultané du rapport"),
    "col.detectable": ("Ratio these speakers could show", "Rapport détectable"),
    "col.p": ("p", "p"),
    "col.p_adjusted": ("Adjusted p", "p ajusté"),
    "col.verdict": ("Finding", "Constat"),
    "col.status": ("Status", "État"),
    "col.hours": ("Hours", "Heures"),
    "col.share": ("Share", "Part"),
    "col.expected": ("Expected", "Attendu"),
    "col.of_expected": ("Of expected", "Sur attendu"),
    "col.rule": ("Rule", "Règle"),
    "col.refused": ("Refused", "Refusés"),
    "col.offered": ("Offered", "Proposés"),
    "col.rate": ("Rate", "Taux"),
    "col.decision": ("Decision", "Décision"),
    "col.reason": ("Reason", "Motif"),
    "col.method": ("How the reference was reached", "Origine de la référence"),
    # Tables
    "table.groups": (
        "Word error rate and ratio to {against}: {title}",
        "Taux d'erreur et rapport à {against} : {title}",
    ),
    "table.counts": ("Counts behind the rates: {title}", "Décomptes derrière les taux : {title}"),
    "table.gaps": ("Gaps to {against}: {title}", "Écarts avec {against} : {title}"),
    "table.coverage": (
        "Who was recorded, beside who was expected",
        "Qui a été enregistré, en regard de l'attendu",
    ),
    "table.selection": (
        "Utterances refused by each automatic rule",
        "Énoncés refusés par chaque règle automatique",
    ),
    "table.decisions": ("Decisions about utterances", "Décisions sur les énoncés"),
    "table.references": ("References and how they were reached", "Références et leur origine"),
    "table.left_out": ("Left out of the rates, and why", "Écartés des taux, et pourquoi"),
    # Plots
    "plot.forest": ("Word error rate with 95% intervals", "Taux d'erreur, intervalles à 95 %"),
    "plot.forest.desc": (
        "One row a group, from {low} ({low_group}) to {high} ({high_group}); a dashed line marks "
        "the rate of all, {all}. Every number is in the table below.",
        "Une ligne par groupe, de {low} ({low_group}) à {high} ({high_group}) ; un tireté marque "
        "le taux d'ensemble, {all}. Tous les chiffres sont dans le tableau qui suit.",
    ),
    "plot.ratio": ("Ratio to {against} with 95% intervals", "Rapport à {against}, à 95 %"),
    "plot.ratio.desc": (
        "One row a compared group, on a logarithmic scale; the line at 1 means the same rate as "
        "{against}. Every number is in the table below.",
        "Une ligne par groupe comparé, échelle logarithmique ; le trait à 1 signifie le même taux "
        "que {against}. Tous les chiffres sont dans le tableau qui suit.",
    ),
    "plot.coverage": ("Share of speakers by accent", "Part des personnes par accent"),
    "plot.coverage.desc": (
        "One bar a group with its 95% interval; a diamond marks the expected share. Every number "
        "is in the table below.",
        "Une barre par groupe avec son intervalle à 95 % ; un losange marque la part attendue. "
        "Tous les chiffres sont dans le tableau qui suit.",
    ),
    "plot.all": ("all {wer}", "ensemble {wer}"),
    "plot.fewer": ("← fewer errors", "← moins d'erreurs"),
    "plot.more": ("more errors →", "plus d'erreurs →"),
    "plot.times": ("× {ratio}", "× {ratio}"),
    "legend.reported": ("enough speakers", "assez de personnes"),
    "legend.verdict": ("shown to differ", "différence établie"),
    "legend.hollow": (
        "no verdict: speakers too few or unknown",
        "pas de verdict : personnes trop peu nombreuses ou inconnues",
    ),
    "legend.clipped": ("goes on beyond the scale", "se prolonge hors de l'échelle"),
    "legend.expected": ("expected share", "part attendue"),
    "legend.share": ("share of speakers", "part des personnes"),
    # Sections
    "section.coverage": ("Who was recorded", "Qui a été enregistré"),
    "section.missing": (
        "Expected, and nobody recorded: {groups}.",
        "Attendus, mais sans personne d'enregistré : {groups}.",
    ),
    "section.selection": ("Whom the checks refuse", "Qui les contrôles écartent"),
    "section.selection.lead": (
        "A rule that refuses one group more often than another hides that group from every "
        "other number on this page.",
        "Une règle qui refuse un groupe plus souvent qu'un autre le soustrait à tous les autres "
        "chiffres de cette page.",
    ),
    "section.basis": ("What the numbers rest on", "Sur quoi reposent les chiffres"),
    "section.worst": ("The worst utterances", "Les pires énoncés"),
    "section.worst.lead": (
        "Chosen because they are the worst: they show what goes wrong, not how often. "
        "[−word−] was said and not recognised; {{+word+}} was recognised and not said.",
        "Choisis parce qu'ils sont les pires : ils montrent ce qui échoue, non combien de fois. "
        "[−mot−] a été dit et non reconnu ; {{+mot+}} a été reconnu sans avoir été dit.",
    ),
    "section.method": ("How the numbers are made", "Comment les chiffres sont faits"),
    "section.method.open": ("Formulas, in words", "Les formules, en mots"),
    # Worst utterances
    "worst.facts": (
        "WER {wer} of {words} · reference: {method}",
        "WER {wer} sur {words} · référence : {method}",
    ),
    "worst.said": ("said:", "dit :"),
    "worst.heard": ("recognised:", "reconnu :"),
    "worst.nothing": ("The recogniser answered nothing.", "Le système n'a rien répondu."),
    "worst.more": ("… and {n} more words", "… et {n} mots de plus"),
}
