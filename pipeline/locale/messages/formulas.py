"""How each number is made, in words: for the page's formulas, column by column; see `messages`."""

# ruff: noqa: RUF001 - formulas are typeset with real minus signs

FORMULA_MESSAGES: dict[str, tuple[str, str]] = {
    "formula.open": ("n and formulas", "n et formules"),
    "formula.rows": ("{n} rows", "{n} lignes"),
    "working.group": (
        "{group}: {errors} errors ({substitutions} substituted + {deletions} deleted + "
        "{insertions} inserted) / {words} = {wer}, by {speakers}, worth {effective} who spoke "
        "equally.",
        "{group} : {errors} erreurs ({substitutions} substitués + {deletions} omis + {insertions} "
        "insérés) / {words} = {wer}, par {speakers}, l'équivalent de {effective} à parts égales.",
    ),
    "working.group.unknown": (
        "{group}: {errors} errors ({substitutions} substituted + {deletions} deleted + "
        "{insertions} inserted) / {words} = {wer}; it is not known who spoke.",
        "{group} : {errors} erreurs ({substitutions} substitués + {deletions} omis + {insertions} "
        "insérés) / {words} = {wer} ; on ne sait pas qui a parlé.",
    ),
    "formula.per_thousand": (
        "times on both sides / words of the references × 1,000, a plain count.",
        "fois des deux côtés / mots des références × 1 000, simple décompte.",
    ),
    "formula.speakers": (
        "different people, counted once each, however many recordings they gave.",
        "personnes différentes, comptées une fois chacune, quel que soit le nombre "
        "d'enregistrements.",
    ),
    "formula.effective": (
        "(ΣN)² / ΣN², N being the words of each speaker.",
        "(ΣN)² / ΣN², N étant les mots de chaque personne.",
    ),
    "formula.busiest": (
        "words of the speaker with most / words of the group.",
        "mots de la personne qui en a le plus / mots du groupe.",
    ),
    "formula.errors": (
        "substituted + deleted + inserted words.",
        "mots substitués + omis + insérés.",
    ),
    "formula.wer": (
        "errors / words of the references, each summed over the group before dividing.",
        "erreurs / mots des références, sommés sur le groupe avant de diviser.",
    ),
    "formula.interval": (
        "r·exp(±t·√v) for a rate r: v is the variance of ln r with one speaker at a time left "
        "out, t has (effective speakers − 1) degrees of freedom.",
        "r·exp(±t·√v) pour un taux r : v est la variance de ln r quand on retire une personne à "
        "la fois, t a (personnes effectives − 1) degrés de liberté.",
    ),
    "formula.ratio": (
        "rate of the group / rate of the comparison.",
        "taux du groupe / taux de la comparaison.",
    ),
    "formula.ratio_interval": (
        "exp(d ± t·√(v₁ + v₂)), d = ln r₁ − ln r₂; t by the side worth fewer speakers, less one. "
        "Not adjusted for the number of gaps.",
        "exp(d ± t·√(v₁ + v₂)), d = ln r₁ − ln r₂ ; t selon le côté qui vaut le moins de "
        "personnes, moins une. Non ajusté au nombre d'écarts.",
    ),
    "formula.verdict": (
        "more or fewer errors where adjusted p < 0.05 and both sides have enough speakers.",
        "plus ou moins d'erreurs si p ajusté < 0,05 et si chaque côté compte assez de personnes.",
    ),
    "formula.stratum_wer": (
        "errors / words; r·exp(±t·√v) by leaving out one speaker at a time.",
        "erreurs / mots ; r·exp(±t·√v) en retirant une personne à la fois.",
    ),
    "formula.difference": (
        "rate of the group − rate of the comparison, in percentage points.",
        "taux du groupe − taux de la comparaison, en points de pourcentage.",
    ),
    "formula.difference_interval": (
        "MOVER (Zou & Donner 2008) from the intervals of the two rates.",
        "MOVER (Zou et Donner 2008) à partir des intervalles des deux taux.",
    ),
    "formula.simultaneous": (
        "limits that hold for all gaps together: max-T bootstrap over speakers.",
        "bornes valables pour tous les écarts ensemble : bootstrap max-T sur les personnes.",
    ),
    "formula.detectable": (
        "exp((t + z)·SE of d): a true ratio of this size would be shown four times out of five.",
        "exp((t + z)·ES de d) : un vrai rapport de cette taille serait établi quatre fois sur "
        "cinq.",
    ),
    "formula.p": (
        "d / SE of d against Student's t, two-sided, for this gap alone.",
        "d / ES de d, loi de Student, bilatéral, pour cet écart seul.",
    ),
    "formula.p_adjusted": (
        "p raised by Holm's method over all reported gaps of the table; it alone decides.",
        "p relevé par la méthode de Holm sur tous les écarts publiés du tableau ; lui seul décide.",
    ),
    "formula.share": (
        "speakers of the group / all who disclosed.",
        "personnes du groupe / toutes celles qui l'ont communiqué.",
    ),
    "formula.of_expected": ("share / expected share.", "part / part attendue."),
    "formula.rate": ("refused / offered.", "refusés / proposés."),
    "formula.share_interval": (
        "logit p ± t·√v for a share p: v is the variance of logit p with one speaker at a time "
        "left out, t has (effective speakers − 1) degrees of freedom. Of none or all, the exact "
        "limit for so many effective speakers; where one speaker alone makes the share, none.",
        "logit p ± t·√v pour une part p : v est la variance de logit p quand on retire une "
        "personne à la fois, t a (personnes effectives − 1) degrés de liberté. Pour aucun ou "
        "tous, la borne exacte pour autant de personnes effectives ; si une seule personne fait "
        "la part, aucune.",
    ),
    "formula.type_rate": (
        "errors of this kind / words of the references.",
        "erreurs de ce type / mots des références.",
    ),
    "formula.type_ratio": (
        "rate of this kind of error / that of the comparison.",
        "taux de ce type d'erreur / celui de la comparaison.",
    ),
    "formula.silence_share": (
        "utterances that got words / utterances in which nothing was said.",
        "énoncés où des mots ont été entendus / énoncés où rien n'a été dit.",
    ),
    "formula.missed_more": (
        "missed / said in the group − missed / said in the comparison, in points; limits by "
        "speakers.",
        "manqués / dits dans le groupe − manqués / dits dans la comparaison, en points ; bornes "
        "par personnes.",
    ),
    "formula.excess": (
        "said × that difference: times missed beyond what the comparison's share would give.",
        "dits × cet écart : nombre de fois manqué au-delà de ce que donnerait la part de la "
        "comparaison.",
    ),
    "formula.q": (
        "p raised by Benjamini and Hochberg's method over all words and groups tested: of the "
        "rows below 0.05, one in twenty is expected to be chance.",
        "p relevé par la méthode de Benjamini et Hochberg sur tous les mots et groupes testés : "
        "sur les lignes sous 0,05, une sur vingt est attendue par hasard.",
    ),
    "formula.missed_share": (
        "missed / said; limits as of any share, over speakers.",
        "manqués / dits ; bornes comme pour toute part, sur les personnes.",
    ),
    "formula.in_vain_rate": (
        "times heard and not said / utterances, for every 100.",
        "fois entendu sans être dit / énoncés, pour 100.",
    ),
    "formula.raw_ratio": (
        "ratio of the very utterances in the model, nothing held equal.",
        "rapport sur les énoncés mêmes du modèle, rien n'étant tenu égal.",
    ),
    "formula.adjusted_ratio": (
        "exp of the group's coefficient: Poisson regression of errors on the covariates, offset "
        "ln(words); limits from the sandwich over speakers.",
        "exp du coefficient du groupe : régression de Poisson des erreurs sur les covariables, "
        "décalage ln(mots) ; bornes par le sandwich sur les personnes.",
    ),
    "formula.mixed_ratio": (
        "the same with a random intercept for every speaker.",
        "le même avec une constante aléatoire par personne.",
    ),
    "formula.e_value": (
        "R + √(R(R − 1)), R being the ratio, turned above 1 (VanderWeele & Ding 2017): something "
        "not recorded would have to go with the group and with errors by at least this ratio "
        "for nothing to be left; in brackets for the limit nearer to 1.",
        "R + √(R(R − 1)), R étant le rapport ramené au-dessus de 1 (VanderWeele et Ding 2017) : "
        "un élément non relevé devrait aller de pair avec le groupe et avec les erreurs d'au "
        "moins ce rapport pour qu'il ne reste rien ; entre parenthèses, pour la borne la plus "
        "proche de 1.",
    ),
    "formula.kept_ratio": (
        "share kept of the group / share kept of the best-treated group.",
        "part conservée du groupe / part conservée du groupe le mieux traité.",
    ),
    "formula.refused_ratio": (
        "share refused of the group / share refused of the best-treated group.",
        "part refusée du groupe / part refusée du groupe le mieux traité.",
    ),
    "formula.permutation_p": (
        "how often a gap as large arises when accents are dealt out anew over speakers, each with "
        "all of their recordings; raised by Holm's method over all rules and groups.",
        "fréquence d'un écart aussi grand quand on redistribue les accents entre les personnes, "
        "chacune avec tous ses enregistrements ; relevée par la méthode de Holm sur toutes les "
        "règles et tous les groupes.",
    ),
    "formula.four_fifths": (
        "below where the ratio of shares kept is under 4/5 (29 CFR 1607.4 D). A rule of thumb "
        "about selections, never about error rates.",
        "en dessous si le rapport des parts conservées est sous 4/5 (29 CFR 1607.4 D). Une règle "
        "empirique sur les sélections, jamais sur les taux d'erreur.",
    ),
    "formula.newly": (
        "taken by this rule and by none before it.",
        "retirés par cette règle et par aucune avant elle.",
    ),
    "formula.alone": (
        "taken by this rule and by no other.",
        "retirés par cette règle et par aucune autre.",
    ),
    "formula.left": (
        "offered − taken by this rule and all before it, a plain count.",
        "proposés − retirés par cette règle et toutes celles d'avant, simple décompte.",
    ),
    "formula.pair_difference": (
        "rate of the first system − rate of the second on the same utterances, in points; limits "
        "paired by speaker.",
        "taux du premier système − taux du second sur les mêmes énoncés, en points ; bornes "
        "appariées par personne.",
    ),
    "formula.mapsswe": (
        "matched pairs of utterances (Gillick & Cox 1989); takes the utterances of one person as "
        "independent and so is too small. It decides nothing.",
        "énoncés appariés (Gillick et Cox 1989) ; tient pour indépendants les énoncés d'une même "
        "personne et est donc trop petit. Ne décide de rien.",
    ),
    # Methods
    "method.wer": (
        "Word error rate: (substituted + deleted + inserted words) / words of the references, "
        "summed over a group before dividing. It is never a mean of rates and is not capped at "
        "100%.",
        "Taux d'erreur sur les mots (WER) : (mots substitués + omis + insérés) / mots des "
        "références, sommés sur le groupe avant de diviser. Ce n'est jamais une moyenne de taux "
        "et il n'est pas plafonné à 100 %.",
    ),
    "method.interval": (
        "Interval: r·exp(±t·√v), where v is the variance of ln r when one speaker at a time is "
        "left out, and t has (effective speakers − 1) degrees of freedom. People are counted, not "
        "utterances, because the utterances of one person resemble each other.",
        "Intervalle de confiance (IC) à 95 % : r·exp(±t·√v), où v est la variance de ln r "
        "quand on retire une personne à la fois, et t a (personnes effectives − 1) degrés de "
        "liberté. On compte des personnes et "
        "non des énoncés, car les énoncés d'une même personne se ressemblent.",
    ),
    "method.effective": (
        "Effective speakers: (ΣN)² / ΣN², N being the words of each speaker. Ten people of whom "
        "one gave nearly all the words are worth little more than one.",
        "Personnes effectives : (ΣN)² / ΣN², N étant les mots de chaque personne. Dix personnes "
        "dont une a donné presque tous les mots ne valent guère plus qu'une.",
    ),
    "method.gap": (
        "Ratio: the group's rate divided by the rate of the comparison. “The rest” is everybody "
        "else who disclosed their group, small groups included.",
        "Rapport : le taux du groupe divisé par celui de la comparaison. « Tous les autres » "
        "désigne toutes les autres personnes ayant communiqué leur groupe, petits groupes compris.",
    ),
    "method.verdict": (
        "Finding: more or fewer errors only where both sides have enough speakers and the p-value, "
        "adjusted by Holm's method over all reported gaps of the table, is below 0.05. Intervals "
        "of ratios are not adjusted.",
        "Constat : plus ou moins d'erreurs seulement si chaque côté compte assez de personnes et "
        "si la valeur p, ajustée par la méthode de Holm sur tous les écarts publiés du tableau, "
        "est inférieure à 0,05. Les intervalles des rapports ne sont pas ajustés.",
    ),
    "method.detectable": (
        "Ratio these speakers could show: a true ratio of this size would be shown to differ four "
        "times out of five; a smaller one may well be missed.",
        "Rapport détectable : un vrai rapport de cette taille serait établi quatre fois sur cinq ; "
        "un rapport plus petit peut fort bien passer inaperçu.",
    ),
    "method.nothing": (
        "A group without an error has no ratio and no lower limit; its upper limit is exact and "
        "shown as ≤.",
        "Un groupe sans erreur n'a ni rapport ni borne inférieure ; sa borne supérieure est exacte "
        "et notée ≤.",
    ),
    "method.aside": (
        "Everything else: under each table, “n and formulas” says how each of its columns is "
        "made. A figure whose interval is not known is left out of the tables of evidence.",
        "Pour le reste : sous chaque tableau, « n et formules » dit comment chaque colonne est "
        "faite. Un chiffre dont l'intervalle est inconnu n'est pas donné dans ces tableaux.",
    ),
}
