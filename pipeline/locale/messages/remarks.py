"""What a reader must know of a table that was audited, in French; English comes with the remark.

A sentence stands for a kind of remark, so that numbers of lines and examples are only in the
English of the terminal and the JSON.
"""

from pipeline.locale.numbers import Numbers

_FRENCH: dict[str, str] = {
    "na_label": (
        "« NA » se trouve dans {rows} de la colonne « {column} » ; c'est un libellé (Namibie, "
        "Amérique du Nord), et non une valeur manquante. Une cellule vide serait "
        "« non communiqué »."
    ),
    "written_null": (
        "la colonne « {column} » porte le mot nan, None ou null dans {rows}, comme des programmes "
        "écrivent ce qui manque ; chacun compte comme un mot entendu."
    ),
    "read_twice": ("{rows} portent un énoncé déjà rencontré ; chaque ligne est comptée."),
    "same_file": "ce fichier a le même contenu qu'un autre : ses lignes sont comptées deux fois.",
    "no_rows": "ce fichier n'a aucune ligne.",
    "whole_numbers": "références et hypothèses sont des nombres entiers, lus comme du texte.",
    "not_utf8": (
        "le texte n'est pas en UTF-8 ; ces octets ont été lus en Windows-1252. Vérifiez les noms "
        "et les accents."
    ),
    "literal_quotes": (
        "les guillemets n'entourent pas les cellules ; ils ont été lus comme des caractères."
    ),
    "blank_rows": "{rows} sans aucune cellule remplie : non comptées.",
    "lone_surrogate": (
        "{rows} portent une moitié de caractère, qui n'en est pas un ; U+FFFD a été lu à sa place."
    ),
    "empty_column": "vide d'un bout à l'autre, donc manquante et laissée de côté.",
    "empty_references": (
        "certaines références n'ont aucun mot : elles n'ont pas de taux, mais ce qui y a été "
        "entendu compte comme inséré."
    ),
    "mixed_normalisers": (
        "les textes semblent être passés par plusieurs normalisations ; un écart peut n'être "
        "qu'une affaire d'écriture."
    ),
    "speakers_alike": (
        "des personnes figurent peut-être sous plusieurs identifiants (casse, espaces, traits "
        "d'union, zéros) ; chacun compte pour une personne, et les intervalles peuvent être trop "
        "courts."
    ),
}


def french_remark(code: str, where: str, rows: int) -> str | None:
    """Say a remark in French; None where there are no words for its code.

    Args:
        code: Its kind, and after a colon the column it is about, if any.
        where: The file, or `column 'x'`.
        rows: How many rows it concerns.

    Example:
        >>> french_remark("blank_rows", "t.csv", 2)
        't.csv : 2 lignes sans aucune cellule remplie : non comptées.'
        >>> french_remark("unheard_of", "t.csv", 1) is None
        True
    """
    kind, _, column = code.partition(":")
    if kind not in _FRENCH:
        return None
    counted = "1 ligne" if rows == 1 else f"{Numbers('fr').integer(rows)} lignes"
    text = _FRENCH[kind].format(rows=counted, column=column)
    place = where.replace("column ", "colonne ", 1) if where.startswith("column ") else where
    return f"{place} : {text}" if place else text
