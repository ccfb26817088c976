"""British spellings as American ones, by families: a rule each, and the stems that it holds for.

A rule without stems would rewrite what it must not (`four`, `promise`, `genre`). The stems are
facts of English spelling; Peters 2004, "The Cambridge Guide to English Usage", describes each
family (-our/-or, -re/-er, -ise/-ize, -l-/-ll-, ae and oe, -ogue/-og, -ce/-se).
"""

import re

_OUR = (
    "arb ard arm behavi cand clam clang col demean enam endeav fav ferv flav harb hon hum lab "
    "neighb od parl ranc rig rum savi sav splend succ tum val vap vig misdemean"
)
_OUR_PREFIXES = "un dis mis be multi tri techni water over re non"
_RE = (
    "calib cent epicent fib goit lit lust lacklust louv meag met mit reconnoit sab saltpet scept "
    "sepulch somb spect theat amphitheat och manoeuv maneuv nit titi accout outmanoeuv outmaneuv"
)
_METRIC = "centi deci kilo micro milli nano hecto"
_ISE = """accessor acclimat aggrand agon american amort anesthet anaesthet anglic annual antagon
    apolog appet atom author autom bapt bastard bowdler brutal burglar canal cannibal canon capital
    caramel carbon categor cauter central character circular civil coin collectiv colon color colour
    commercial commod compartmental computer conceptual contextual criminal critic crystall custom
    decentral decriminal dehuman demilitar demobil democrat demon demoral denational deodor
    depersonal deput desensit destabil digit disorgan dramat econom editorial emphas empath energ
    epitom equal eulog euphem evangel exorc extempor external extern factor familiar fanatic fantas
    fertil femin fictional final formal fossil fratern galvan general ghetto glamor global harmon
    homogen hospital human hybrid hypnot hypothes ideal idol immobil immortal immun individual
    industrial initial institutional intellectual internal international ion ironic italic item
    jeopard legal legitim liberal lion liquid local magnet marginal material maxim mechan memor
    memorial mesmer metabol militar miniatur minim mobil modern moistur monopol moral motor
    national natural neutral normal optim organ ostrac overemphas oxid particular passiv pasteur
    patron pedestrian penal personal philosoph plagiar polar politic popular pressur priorit
    privat profession professional propagand proselyt public pulver radical random rational real
    recogn regular reorgan revital revolution rhapsod ritual romantic sanit satir scandal scrutin
    secular sensational sensit sentimental serial sermon sexual signal social sodom solemn special
    stabil standard steril stigmat subsid summar symbol sympath synchron synthes systemat tantal
    tempor tender terror theor transistor traumat trivial tranquil tranquill tyrann unauthor
    uncivil underutil union unorgan unrecogn urban util vandal vapor vapour verbal victim visual
    vocal vulcan vulgar western woman"""
_ISE_ENDINGS = "e|ed|es|er|ers|ing|ation|ations|able|ably|ance|ational|ingly|ement"
_YSE = "anal catal paral breathal psychoanal electrol hydrol dial reanal overanal"
_DOUBLED_L = """backpeda bedevi bejewe beve calipe cance caro cavi channe chise counci counse crue
    cudge dia disembowe disheve drive due ename funne gambo grave grove grue impane imperi initia
    jewe labe leve libe marsha marve mode pane parce peda penci quarre rave refue remode reve riva
    shove shrive signa snive snorke spira squirre stenci swive tasse towe trave tria tunne unequa
    unrave unriva untramme wease yode tota equa"""
_DOUBLED_L_ENDINGS = "ed|ing|ings|er|ers|est|ist|ists|ous|ously|or|ors|ingly|ery"
_OGUE = "anal catal dial epil monol prol"
# ae and oe in words from Greek and Latin: the beginning, or the part, that they stand in.
_GREEK = {
    "anaesth": "anesth", "anaem": "anem",
    "haemat": "hemat", "haemog": "hemog", "haemop": "hemop", "haemorr": "hemorr",
    "paed": "ped", "palaeo": "paleo",
    "gynaec": "gynec", "leukaem": "leukem", "caesarean": "cesarean", "faec": "fec",
    "foet": "fet", "oesoph": "esoph", "oestr": "estr", "homoeo": "homeo", "rrhoea": "rrhea",
    "oedem": "edem", "mediaev": "mediev", "primaev": "primev", "aesthe": "esthe",
    "aetiolog": "etiolog", "chimaer": "chimer", "archaeolog": "archeolog", "praesid": "presid",
    "toxaem": "toxem", "pharmacopoe": "pharmacope", "bougainvillaea": "bougainvillea",
    "aeons": "eons", "septicaem": "septicem", "hypoglycaem": "hypoglycem",
    "manoeuv": "maneuv",
}  # fmt: skip
# Pairs of one stem each, with all their endings.
_STEMS = {
    "almanack": "almanac", "artefact": "artifact", "bannister": "banister", "baulk": "balk",
    "clarinettist": "clarinetist", "connexion": "connection", "inflexion": "inflection",
    "cypher": "cipher", "defence": "defense", "offence": "offense", "pretence": "pretense",
    "draught": "draft", "epaulette": "epaulet", "flautist": "flutist", "fulfilment": "fulfillment",
    "instalment": "installment", "enrolment": "enrollment", "gaol": "jail", "gryphon": "griffin",
    "groyne": "groin", "judgement": "judgment", "mould": "mold", "moult": "molt",
    "remould": "remold", "smoulder": "smolder", "moustach": "mustach", "omelette": "omelet",
    "phoney": "phony", "plough": "plow", "snowplough": "snowplow", "pouffe": "pouf",
    "pyjama": "pajama", "sceptic": "skeptic", "sheikh": "sheik", "storey": "story",
    "sulph": "sulf", "syphon": "siphon", "waggon": "wagon", "yoghourt": "yogurt",
    "yoghurt": "yogurt", "worshipp": "worship", "chequebook": "checkbook", "chequer": "checker",
    "aeroplane": "airplane", "aluminium": "aluminum", "tonne": "ton", "behove": "behoove",
    "callisthenic": "calisthenic", "calliper": "caliper", "woollen": "woolen",
    "tranquillity": "tranquility", "councillor": "councilor", "jewellery": "jewelry",
    "breathalys": "breathalyz", "licence": "license", "licenc": "licens", "fillet": "filet",
    "cancelation": "cancellation", "crenelated": "crenellated",
    "moustachio": "mustachio", "practis": "practic", "aerogramme": "aerogram",
}  # fmt: skip
_WHOLE = {
    "ageing": "aging", "axe": "ax", "battleax": "battleaxe", "bevvy": "bevy", "bevvies": "bevies",
    "biassed": "biased", "biassing": "biasing", "bingeing": "binging", "busses": "buses",
    "bussing": "busing", "minibusses": "minibuses", "gasses": "gases", "gipsies": "gypsies",
    "cheque": "check", "cheques": "checks", "chilli": "chili", "cosy": "cozy", "cosier": "cozier",
    "cosies": "cozies", "cosiest": "coziest", "cosily": "cozily", "cosiness": "coziness",
    "disc": "disk", "discs": "disks", "videodisc": "videodisk", "videodiscs": "videodisks",
    "distil": "distill", "distils": "distills", "enrol": "enroll", "enrols": "enrolls",
    "enthral": "enthrall", "enthrals": "enthralls", "fulfil": "fulfill", "fulfils": "fulfills",
    "instal": "install", "instals": "installs", "instil": "instill", "instils": "instills",
    "appal": "appall", "appals": "appalls", "glamor": "glamour", "glueing": "gluing",
    "grey": "gray", "greys": "grays", "greyed": "grayed", "greying": "graying",
    "greyish": "grayish", "greyness": "grayness", "likeable": "likable", "aeon": "eon",
    "licencing": "licensing", "misspelt": "misspelled", "philtre": "filter", "philtres": "filters",
    "programme": "program", "programmes": "programs", "gramme": "gram", "grammes": "grams",
    "kilogramme": "kilogram", "kilogrammes": "kilograms", "milligramme": "milligram",
    "milligrammes": "milligrams", "centigramme": "centigram", "centigrammes": "centigrams",
    "accoutrements": "accouterments", "edoema": "edema",
    "pzazz": "pizzazz", "pummelled": "pummeled", "pummelling": "pummeling", "tyre": "tire",
    "tyres": "tires", "woolly": "wooly", "woollies": "woolies", "travelog": "travelogue",
    "travelogs": "travelogues", "storeys": "stories", "jewellery": "jewelry",
    "gage": "gauge", "gages": "gauges", "gaged": "gauged", "gaging": "gauging",
}  # fmt: skip


def _any(stems: str) -> str:
    return "|".join(sorted(stems.split(), key=len, reverse=True))


_RULES = (
    (re.compile(rf"((?:{_any(_OUR_PREFIXES)})?(?:{_any(_OUR)}))our(.*)"), r"\1or\2"),
    (re.compile(rf"((?:{_any(_METRIC)})?(?:{_any(_RE)}))re(s?)"), r"\1er\2"),
    (re.compile(rf"({_any(_RE)})red"), r"\1ered"),
    (re.compile(r"((?:out)?maneuv)r(ab.*)"), r"\1er\2"),
    (re.compile(rf"({_any(_RE)})ring(s?)"), r"\1ering\2"),
    (re.compile(r"(cent|fib|theat)re(fold|piece|glass|goer)(s?)"), r"\1er\2\3"),
    (
        re.compile(
            rf"({_any(_ISE)})is(e|ed|es|er|ers|ing|ation|ations|able|ably|ance|ational|ingly|ement)"
        ),
        r"\1iz\2",
    ),
    (re.compile(rf"({_any(_YSE)})ys(e|ed|es|er|ers|ing)"), r"\1yz\2"),
    (re.compile(rf"({_any(_DOUBLED_L)})ll({_DOUBLED_L_ENDINGS})"), r"\1l\2"),
    (re.compile(rf"({_any(_OGUE)})ogue(s?)"), r"\1og\2"),
    (re.compile(r"(cata)logu(ed|ing)"), r"\1log\2"),
    (re.compile(r"(tranquil)l(iz.*)"), r"\1\2"),
)
# Nearly every word holds none of what the families change, and is done with at once.
_MAYBE = re.compile(
    "our|is(?:e|a|i)|ys[ei]|ll|ogu|ae|oe|[bghlmntvp]r(?:e|ing|ab)(?:$|[sdfpg])|[^aeiou]ring|vrab|"
    f"^(?:{'|'.join(sorted({stem[:3] for stem in _STEMS}))})"
).search
_GREEK_PART = re.compile("|".join(sorted(_GREEK, key=len, reverse=True)))
_STEM = re.compile(
    f"({'|'.join(sorted(_STEMS, key=len, reverse=True))})"
    "(s?|ed|er|ers|ing|ings|y|ier|iest|board|boards|sman|smen|swoman|swomen|smanship|er|ered|ering|bird|birds|break|"
    "breaks|man|men|share|shares|al|ally|ism|ate|ates|ide|ides|ur|urous|e|es|less|d)"
)


def american(word: str) -> str:
    """Spell a word as in America, where it is spelt otherwise in Britain.

    Args:
        word: In lower case, without accents.

    Example:
        >>> [american(word) for word in "colours neighbourhood theatre travelled four".split()]
        ['colors', 'neighborhood', 'theater', 'traveled', 'four']
    """
    if not _MAYBE(word):
        return _WHOLE.get(word, word)
    if word in _WHOLE:
        return _WHOLE[word]
    stem = _STEM.fullmatch(word)
    if stem:
        return _STEMS[stem[1]] + stem[2]
    word = _GREEK_PART.sub(lambda part: _GREEK[part[0]], word)
    for pattern, spelling in _RULES:
        if pattern.fullmatch(word):
            word = pattern.sub(spelling, word)
    return word
