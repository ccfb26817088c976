"""Words of the sections on what stands behind a comparison; see `evidence_blocks`."""

EVIDENCE_MESSAGES: dict[str, tuple[str, str]] = {
    "grouping.column": ("By {column}", "Par {column}"),
    "table.cut": (
        "… and {n} more row, in the JSON|… and {n} more rows, in the JSON",
        "… et {n} ligne de plus, dans le JSON|… et {n} lignes de plus, dans le JSON",
    ),
    # Where the errors are
    "block.errors": ("Where the errors are", "Où sont les erreurs"),
    "block.errors.lead": (
        "Words taken for others, words left out and words made up, apart. Many left out can point "
        "to speech cut off or not taken for speech, many made up to noise taken for speech. These "
        "are clues for where to listen; nothing here is tested.",
        "Les mots pris pour d'autres, les mots omis et les mots inventés, séparément. Beaucoup "
        "d'omissions peuvent signaler une parole coupée ou non reconnue comme parole, beaucoup "
        "d'inventions un bruit pris pour de la parole. Ce sont des indices pour l'écoute ; rien "
        "ici n'est testé.",
    ),
    "type.substitutions": ("Taken for others", "Pris pour d'autres"),
    "type.deletions": ("Left out", "Omis"),
    "type.insertions": ("Made up", "Inventés"),
    "table.error_types": ("Kinds of errors: {title}", "Types d'erreurs : {title}"),
    "table.silence": (
        "Words heard where nothing was said: {title}",
        "Mots entendus là où rien n'a été dit : {title}",
    ),
    "plot.errors": ("{type}, per 100 words", "{type}, pour 100 mots"),
    "plot.errors.desc": (
        "One row a group with its 95% interval, from {low} ({low_group}) to {high} ({high_group}). "
        "Every number is in the table below.",
        "Une ligne par groupe avec son intervalle à 95 %, de {low} ({low_group}) à {high} "
        "({high_group}). Tous les chiffres sont dans le tableau qui suit.",
    ),
    "legend.rate": ("rate and 95% interval", "taux et intervalle à 95 %"),
    # Words
    "block.words": ("Which words go wrong", "Quels mots échouent"),
    "block.words.lead": (
        "Words missed more often by one group's speakers than the comparison would lead one to "
        "expect. A list to look into, not a verdict: of the rows with q below 0.05, one in twenty "
        "is expected to be chance.",
        "Mots manqués plus souvent pour un groupe que la comparaison ne le laisserait attendre. "
        "Une liste à examiner, non un verdict : sur les lignes où q est sous 0,05, une sur vingt "
        "est attendue par hasard.",
    ),
    "table.word_classes": (
        "Names, numbers and all other words: {title}",
        "Noms propres, nombres et tous les autres mots : {title}",
    ),
    "table.words": (
        "Words with the most misses beyond what was expected: {title}",
        "Mots les plus manqués au-delà de l'attendu : {title}",
    ),
    "table.confusions": (
        "Examples of what was heard for what: {title}",
        "Exemples de ce qui a été entendu pour quoi : {title}",
    ),
    "block.words.cut": (
        "Shown are the {most} words of each group with the largest excess; all {n} rows are in "
        "the JSON.",
        "Sont montrés les {most} mots de chaque groupe au plus grand excédent ; les {n} lignes "
        "sont dans le JSON.",
    ),
    "word_class.name": ("names", "noms propres"),
    "word_class.number": ("numbers", "nombres"),
    "word_class.other": ("other words", "autres mots"),
    "word.all": ("all", "toutes"),
    "word.nothing": ("(nothing)", "(rien)"),
    # Harmful words
    "block.harmful": ("Words that can do harm", "Mots qui peuvent nuire"),
    "block.harmful.lead": (
        "Words of the team's list, heard where nobody said them or missed where somebody did. "
        "Every one of these deserves listening, however low its rate.",
        "Mots de la liste de l'équipe, entendus là où personne ne les a dits ou manqués là où "
        "quelqu'un les a dits. Chacun mérite une écoute, si bas que soit son taux.",
    ),
    "table.harmful": ("The whole list: {title}", "Toute la liste : {title}"),
    "table.harmful_words": ("Word by word: {title}", "Mot par mot : {title}"),
    # Conditions
    "block.conditions": ("At equal conditions", "À conditions égales"),
    "block.strata.lead": (
        "The same comparison within the lowest, middle and highest third of a measure, without "
        "any model. Where a ratio stays as far from 1 in every third, differences in this measure "
        "alone hardly account for it. Nothing here is tested.",
        "La même comparaison dans le tiers bas, moyen et haut d'une mesure, sans aucun modèle. Si "
        "un rapport reste aussi loin de 1 dans chaque tiers, les différences de cette mesure "
        "seules n'en rendent guère compte. Rien ici n'est testé.",
    ),
    "block.adjusted.lead": (
        "Raw ratios stand beside ratios with {covariates} held equal by a model. Adjustment "
        "cannot show what was not recorded, and where a thing held equal itself goes with the "
        "accent, it takes away a part of the gap that its speakers do meet with.",
        "Les rapports bruts à côté des rapports où un modèle tient {covariates} égal. "
        "L'ajustement ne peut montrer ce qui n'a pas été relevé, et si ce qu'il tient égal va de "
        "pair avec l'accent, il retire une part de l'écart que ces personnes rencontrent bien.",
    ),
    "block.adjusted.intercept": (
        "The ratios with a term a speaker come from a second model. In it each speaker has an "
        "intercept of their own, so that a few speakers with very many errors weigh less; it "
        "assumes that these intercepts are normally distributed and alike in all groups, and it "
        "decides no verdict.",
        "Les rapports avec un terme par personne viennent d'un second modèle. Chaque personne y a "
        "sa propre constante, si bien que quelques personnes aux très nombreuses erreurs pèsent "
        "moins ; il suppose que ces constantes suivent une loi normale, la même dans tous les "
        "groupes, et il ne décide d'aucun verdict.",
    ),
    "block.adjusted.some": ("what was recorded", "ce qui a été relevé"),
    "table.adjusted": (
        "Ratios raw and adjusted for what was recorded: {title}",
        "Rapports bruts et ajustés à ce qui a été relevé : {title}",
    ),
    "table.strata": ("By {measure}, in thirds: {title}", "Par {measure}, en tiers : {title}"),
    "stratum.low": ("low", "bas"),
    "stratum.middle": ("middle", "moyen"),
    "stratum.high": ("high", "haut"),
    "stratum.limits": ("{name} ({low} to {high})", "{name} ({low} à {high})"),
    # Policies
    "block.policies": ("Heard or only written otherwise", "Mal compris, ou écrit autrement"),
    "block.policies.lead": (
        "How texts are made alike before they are compared moves rates. A gap that one policy "
        "shows and another does not may be one of spelling and format.",
        "La façon d'uniformiser les textes avant de les comparer change les taux. Un écart qu'une "
        "règle montre et l'autre non peut n'être que d'orthographe et de format.",
    ),
    "block.policies.same": (
        "All these policies come to the same findings.",
        "Toutes ces règles donnent les mêmes constats.",
    ),
    "block.policies.only": (
        "Shown to differ under {policy} only: {groups}.",
        "Différence établie sous {policy} seulement : {groups}.",
    ),
    "block.policies.not": (
        "Shown to differ under {policies}, and not under the others: {groups}.",
        "Différence établie sous {policies}, et non sous les autres : {groups}.",
    ),
    "table.policies": ("Under each policy: {title}", "Sous chaque règle : {title}"),
    "table.optional_tokens": (
        "What {policy} set aside or rewrote: {title}",
        "Ce que {policy} a mis de côté ou réécrit : {title}",
    ),
    "optional_tokens.lead": (
        "Hesitations set aside are no errors whether heard or not; forms of speech are compared "
        "as what they stand for. These are plain counts of these texts and no estimates.",
        "Les hésitations mises de côté ne sont pas des erreurs, entendues ou non ; les formes "
        "orales sont comparées à ce qu'elles représentent. Ce sont de simples décomptes de ces "
        "textes et non des estimations.",
    ),
    "kind.hesitations": ("hesitations and tags", "hésitations et balises"),
    "kind.form": ("form of speech", "forme orale"),
    # Selection
    "section.selection.gaps": (
        "Each group is held against the one a rule treats best. The test asks how often a gap as "
        "large arises when accents are dealt out anew over the speakers.",
        "Chaque groupe est comparé à celui qu'une règle traite le mieux. Le test demande combien "
        "de fois un écart aussi grand survient si l'on redistribue les accents entre les "
        "personnes.",
    ),
    "section.selection.shown": (
        "Refused at another rate than all others, by more than chance over speakers: {items}.",
        "Refusés à un autre taux que tous les autres, au-delà du hasard sur les personnes : "
        "{items}.",
    ),
    "section.selection.not_shown": (
        "No rule was shown to treat one group otherwise than the others; with few speakers that "
        "is no evidence that it does not.",
        "D'aucune règle on n'a établi qu'elle traite un groupe autrement que les autres ; avec peu "
        "de personnes, cela ne prouve pas qu'elle ne le fait pas.",
    ),
    "section.selection.more": (
        "{group} more often by “{rule}”",
        "{group} plus souvent par « {rule} »",
    ),
    "section.selection.less": (
        "{group} less often by “{rule}”",
        "{group} moins souvent par « {rule} »",
    ),
    "section.selection.back": (
        "With {n} refused utterances back in. Nobody listened to them, so they are counted "
        "against the prompt: who read something else is counted as an error of the recogniser.",
        "Avec {n} énoncés refusés remis. Personne ne les a écoutés ; ils sont donc comptés "
        "contre le texte à lire : qui a lu autre chose y compte comme erreur du système.",
    ),
    "section.selection.back.one": (
        "With 1 refused utterance back in. Nobody listened to it, so it is counted against the "
        "prompt: who read something else is counted as an error of the recogniser.",
        "Avec 1 énoncé refusé remis. Personne ne l'a écouté ; il est donc compté contre le texte "
        "à lire : qui a lu autre chose y compte comme erreur du système.",
    ),
    "table.selection_gaps": (
        "Refusals beside the best-treated group: {title}",
        "Refus en regard du groupe le mieux traité : {title}",
    ),
    "table.selection_steps": (
        "What each rule adds, in the order they work: {title}",
        "Ce qu'ajoute chaque règle, dans leur ordre : {title}",
    ),
    "table.refused_back": (
        "The gap as reported, and with the refused back in (against prompts): {title}",
        "L'écart publié, et avec les refusés remis (contre le texte à lire) : {title}",
    ),
    "selection.best": ("best treated", "le mieux traité"),
    "four_fifths.true": ("below", "en dessous"),
    "four_fifths.false": ("not below", "pas en dessous"),
    # Systems
    "section.systems": ("Systems side by side", "Les systèmes côte à côte"),
    "section.systems.lead": (
        "Each pair on the utterances that both answered, every speaker compared with themselves. "
        "A minus sign means that the first made fewer errors.",
        "Chaque paire sur les énoncés auxquels les deux ont répondu, chaque personne comparée à "
        "elle-même. Un signe moins veut dire que le premier a fait moins d'erreurs.",
    ),
    "table.systems": ("Word error rate of each system", "Taux d'erreur de chaque système"),
    "col.system": ("System", "Système"),
    "table.pairs": ("Differences in word error rate", "Écarts de taux d'erreur"),
    "pair.all": ("all utterances", "tous les énoncés"),
    "pair.first": ("{system} has fewer", "moins d'erreurs : {system}"),
    # Columns
    "col.type": ("Kind", "Type"),
    "col.type_rate": ("For every 100 words (95% interval)", "Pour 100 mots (IC à 95 %)"),
    "col.type_ratio": ("Ratio (95% interval)", "Rapport (IC à 95 %)"),
    "col.silent": ("Utterances without speech", "Énoncés sans parole"),
    "col.with_words": ("Got words", "Mots entendus"),
    "col.inserted_words": ("Words made up", "Mots inventés"),
    "col.silence_share": ("Share (95% interval)", "Part (IC à 95 %)"),
    "col.word": ("Word", "Mot"),
    "col.word_class": ("Kind of word", "Sorte de mot"),
    "col.said": ("Said", "Dits"),
    "col.missed": ("Missed", "Manqués"),
    "col.missed_more": ("Missed more, points (95% interval)", "Manqués en plus, points (IC)"),
    "col.excess": ("Excess misses (95% interval)", "Excédent (IC à 95 %)"),
    "col.q": ("q", "q"),
    "col.heard": ("Heard", "Entendu"),
    "col.said_word": ("Said", "Dit"),
    "col.times": ("Times", "Fois"),
    "col.missed_share": ("Missed where said (95% interval)", "Manqués (IC à 95 %)"),
    "col.in_vain": ("Heard where not said", "Entendus sans être dits"),
    "col.in_vain_rate": (
        "For every 100 utterances (95% interval)",
        "Pour 100 énoncés (IC à 95 %)",
    ),
    "col.stratum": ("Third", "Tiers"),
    "col.stratum_wer": ("WER (95% interval)", "WER (IC à 95 %)"),
    "col.raw_ratio": ("Raw ratio (95% interval)", "Rapport brut (IC à 95 %)"),
    "col.adjusted_ratio": ("Adjusted ratio (95% interval)", "Rapport ajusté (IC à 95 %)"),
    "col.mixed_ratio": ("With a term a speaker (95% interval)", "Avec un terme par personne (IC)"),
    "col.e_value": ("E-value (of the limit)", "Valeur E (de la borne)"),
    "col.policy": ("Policy", "Règle"),
    "col.kind": ("What", "Quoi"),
    "col.form": ("Form", "Forme"),
    "col.said_times": ("In references", "Dans les références"),
    "col.heard_times": ("In what was heard", "Dans ce qui a été entendu"),
    "col.per_thousand": ("For every 1,000 words", "Pour 1 000 mots"),
    "col.refused_ratio": ("Ratio of refusals (95% interval)", "Rapport des refus (IC à 95 %)"),
    "col.kept_ratio": ("Ratio of shares kept (95% interval)", "Rapport des parts gardées (IC)"),
    "col.permutation_p": ("Adjusted p", "p ajusté"),
    "col.four_fifths": ("Four fifths", "Quatre cinquièmes"),
    "col.newly": ("Newly taken", "Nouvellement retirés"),
    "col.alone": ("By no other", "Par aucune autre"),
    "col.left": ("Left", "Restent"),
    "side.column": ("{column}, {side}", "{column}, {side}"),
    "side.reported": ("as reported", "publié"),
    "side.back": ("with the refused", "avec les refusés"),
    "col.system_a": ("First", "Premier"),
    "col.system_b": ("Second", "Second"),
    "col.pair_difference": ("Difference, points (95% interval)", "Écart, points (IC à 95 %)"),
    "col.mapsswe": ("MAPSSWE p", "p MAPSSWE"),
}
