import pytest
from hypothesis import given
from hypothesis import strategies as st

from accents.lexicon import load_lexicon
from accents.matching import OUTCOMES, lead_alias, match
from accents.package_data import countries, country_words
from accents.taxonomy import LANGUAGES, TaxonomyError, load_taxonomy
from accents.words import normalise

RESOLVED = [
    ("en", "Scottish English", "en-scotland"),
    ("en", "écossais", "en-scotland"),
    ("en", "a slight Scottish accent", "en-scotland"),
    ("en", "un léger accent écossais", "en-scotland"),
    ("en", "aae", "en-us-african-american"),
    ("en", "U.S.A.", "en-us"),
    ("en", "USA/neutral", "en-us"),
    ("en", "new south wales", "en-australia"),
    ("en", "West Indian", "en-caribbean"),
    ("en", "Newcastle, England", "en-england-geordie"),
    ("en", "United States English, Midwestern", "en-us-midwest"),
    ("en", "Georgia, USA", "en-us"),
    ("en", "Indian", "en-india"),
    ("en", "Indiana", "en-us"),
    ("en", "Austrian", "en-l2-de"),
    ("en", "Australian", "en-australia"),
    ("en", "Canadian", "en-canada"),
    ("es", "Canadian", "es-l2-from-ca"),
    ("es", "Canarian", "es-spain-canary-islands"),
    ("en", "Niger", "en-l2-from-ne"),
    ("en", "Nigerian", "en-nigeria"),
    ("fr", "nigérien", "fr-niger"),
    ("fr", "nigérian", "fr-l2-from-ng"),
    ("en", "Belgian", "en-l2-from-be"),
    ("en", "Swiss German", "en-l2-gsw"),
    ("en", "Greek", "en-l2-el"),
    ("en", "Ukrainian", "en-l2-uk"),
    ("en", "Ukraine", "en-l2-from-ua"),
    ("en", "Javanese", "en-l2-jv"),
    ("en", "Sudanese", "en-l2-from-sd"),
    ("en", "Equatorial Guinea", "en-l2-from-gq"),
    ("en", "non-native", "en-l2"),
    ("en", "en_GB", "en-united-kingdom"),
    ("en", "Scottish Gaelic", "en-l2-gd"),
    ("en", "Scotish", "en-scotland"),
    ("en", "New Zeland", "en-new-zealand"),
    ("fr", "fr-CA", "fr-canada"),
    ("fr", "fr-FR", "fr-france"),
    ("fr", "accent du Midi", "fr-france-south"),
    ("fr", "accent québécois", "fr-quebec"),
    ("fr", "BEL/French", "fr-belgium"),
    ("de", "L2 Italian", "de-l2-it"),
    ("de", "L2 Russian", "de-l2-ru"),
    ("de", "L2 German", "de-l2"),
    ("de", "Germany", "de-germany"),
    ("de", "Switzerland", "de-switzerland"),
    ("de", "Bayrisch", "de-germany-bavaria"),
    ("es", "argentino", "es-argentina"),
    ("es", "es-419", "es-latin-america"),
]

LEFT_TO_A_LEAD = [
    ("en", "NA", "ambiguous", ("en-namibia",)),
    ("en", "na", "ambiguous", ("en-namibia",)),
    ("de", "NA", "ambiguous", ("de-namibia",)),
    ("en", "African", "ambiguous", None),
    ("en", "Georgian", "ambiguous", ("en-us", "en-l2-ka")),
    ("en", "Southern", "ambiguous", None),
    ("en", "Dominican", "ambiguous", ("en-caribbean", "en-l2-es")),
    ("en", "Congolese", "ambiguous", ("en-l2-from-cd", "en-l2-from-cg")),
    ("en", "French Canadian", "ambiguous", None),
    ("en", "IN", "ambiguous", ("en-india", "en-us")),
    ("en", "Scottish or Irish", "ambiguous", ("en-scotland", "en-ireland")),
    ("en", "Scottish?", "ambiguous", ("en-scotland",)),
    ("en", "L2 Scottish", "ambiguous", ("en-scotland",)),
    ("en", "English", "ambiguous", ("en-england",)),
    ("en", "Slavic", "ambiguous", None),
    ("en", "Siberian", "ambiguous", ("en-l2-ru",)),
    ("en", "Scottish, Klingon", "unresolved", ("en-scotland",)),
    ("en", "not American", "unresolved", ("en-us",)),
    ("en", "second generation Indian", "unresolved", ("en-india",)),
    ("en", "fr-CA", "unresolved", ("en-l2-fr",)),
    ("en", "Klingon", "unresolved", ()),
    ("en", "😊", "unresolved", ()),
    ("en", "Etonian", "unresolved", None),
    ("en", "Austrlian", "unresolved", None),
    ("en", "Candian", "unresolved", None),
    ("en", "Canarian", "unresolved", None),
    ("en", "Ukranian", "unresolved", None),
    ("en", "North Ireland", "unresolved", None),
]


@pytest.mark.parametrize(("language", "text", "slug"), RESOLVED)
def test_names_resolve_to_one_accent(language: str, text: str, slug: str) -> None:
    found = match(text, language)
    assert (found.outcome, found.accents, found.text) == ("resolved", (slug,), text)


@pytest.mark.parametrize(("language", "text", "outcome", "candidates"), LEFT_TO_A_LEAD)
def test_doubt_is_left_to_a_lead(language: str, text: str, outcome: str, candidates) -> None:
    found = match(text, language)
    assert (found.outcome, found.accents) == (outcome, ())
    if candidates is not None:
        assert found.candidates == candidates


@pytest.mark.parametrize(
    "text", ["", "  ", "...", "neutral", "no accent", "other", "None", "very deep voice", "N/A"]
)
def test_texts_that_name_no_accent_describe(text: str) -> None:
    assert match(text, "en").outcome == "descriptor_only"


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("half Scottish half Irish", ("en-scotland", "en-ireland")),
        ("American with a hint of Scottish", ("en-us", "en-scotland")),
        ("Germany/Hungary", ("en-l2-de", "en-l2-hu")),
        ("Indian (Tamil)", ("en-india", "en-l2-ta")),
    ],
)
def test_several_are_all_named(text: str, slugs: tuple[str, ...]) -> None:
    found = match(text, "en")
    assert (found.outcome, found.accents) == ("several", slugs)


def test_a_name_with_commas_is_one_name() -> None:
    found = match("India and South Asia (India, Pakistan, Sri Lanka)", "en")
    assert (found.outcome, found.accents) == ("resolved", ("en-south-asia",))


@pytest.mark.parametrize(
    ("text", "slug", "place"),
    [
        ("BEL/French", "en-l2-fr", "BE"),
        ("GRC/Greek", "en-l2-el", "GR"),
        ("DEU/German", "en-l2-de", "DE"),
    ],
)
def test_country_and_first_language_make_one_accent_and_a_place(text, slug, place) -> None:
    found = match(text, "en")
    assert (found.outcome, found.accents, found.places) == ("resolved", (slug,), (place,))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("indian", "indiana"),
        ("austrian", "australian"),
        ("canadian", "canarian"),
        ("niger", "nigeria"),
        ("nigerien", "nigerian"),
        ("japanese", "javanese"),
        ("sudanese", "sundanese"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_neighbours_never_cross(language: str, one: str, other: str) -> None:
    lexicon = load_lexicon(language)
    for text, neighbour in ((one, other), (other, one)):
        crossed = lexicon.names.get((neighbour,))
        for damaged in {text[:i] + text[i + 1 :] for i in range(len(text))} - {neighbour}:
            found = match(damaged, language)
            if crossed is not None and damaged not in (one, other):
                own = lexicon.names.get((text,))
                wrong = set(crossed.accents) - set(own.accents if own else ())
                assert not wrong & set(found.accents), (damaged, found)


# Demonyms that two countries share, and the country that shares its name with a US state.
SHARED_BY_TWO = {"CD", "CG", "DM", "DO", "GE", "MF", "SX"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_demonyms_of_every_country_resolve_in_english_and_french(language: str) -> None:
    home = {"en": "GB", "fr": "FR", "de": "DE", "es": "ES"}[language]
    for code in set(countries()) - SHARED_BY_TWO - {home}:
        demonyms = country_words(code).demonyms
        for text in (*demonyms.get("en", ()), *demonyms.get("fr", ())):
            found = match(text, language)
            assert found.outcome == "resolved", (code, text, found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_country_names_stand_for_their_country_alone(language: str) -> None:
    taxonomy = load_taxonomy(language)
    for code in set(countries()) - SHARED_BY_TWO:
        for text in (countries()[code].names["en"], countries()[code].names["fr"]):
            found = match(text, language)
            assert (found.accents, found.places) == ((taxonomy.of_country(code),), (code,)), text


def test_codes_are_told_from_words_by_their_case() -> None:
    assert match("african", "en").accents == ("en-southern-africa",)
    assert match("African", "en").outcome == "ambiguous"
    assert match("indian", "en").accents == ("en-south-asia",)
    assert match("Indian accent", "en").accents == ("en-india",)


def test_a_leads_answer_comes_first() -> None:
    aliases = dict([lead_alias("Klingon/Scots", ("en-scotland",), "en")])
    assert match("KLINGON / scots", "en", aliases).accents == ("en-scotland",)
    assert match("Klingon", "en", aliases).outcome == "unresolved"
    assert match("warp", "en", {"warp": ()}).outcome == "descriptor_only"
    assert match("NA", "en", {"na": ("en-us", "en-canada")}).outcome == "several"


def test_a_leads_answer_with_an_unknown_accent_says_so() -> None:
    with pytest.raises(TaxonomyError, match=r"'klingon' names 'en-qonos', which language 'en'"):
        match("klingon", "en", {"klingon": ("en-qonos",)})


def test_a_language_without_taxonomy_says_which_there_are() -> None:
    with pytest.raises(TaxonomyError, match=r"'tlh'; expected one of en, fr, de, es"):
        match("anything", "tlh")


ALPHABET = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(
            ["Scottish", "NA", "/", ",", "?", "Belgian", "French", "L2", "(", "Indian", "or", "not",
             "accent", "Georgia", "USA", "d'", "École", "fr-CA", "Dominican", "newcastle", "x"]
        ),
        max_size=6,
    ).map(" ".join),
)  # fmt: skip


@given(text=ALPHABET, language=st.sampled_from(LANGUAGES))
def test_any_text_has_an_outcome_and_only_known_accents(text: str, language: str) -> None:
    found = match(text, language)
    taxonomy = load_taxonomy(language)
    assert found.text == text
    assert found.outcome in OUTCOMES
    assert all(slug in taxonomy for slug in (*found.accents, *found.candidates))
    many = {"resolved": {1}, "several": set(range(2, 99))}.get(found.outcome, {0})
    assert len(found.accents) in many
    assert match(text, language) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_the_lexicon_means_what_it_says(language: str) -> None:
    lexicon = load_lexicon(language)
    for key, entry in lexicon.names.items():
        text = " ".join(key)
        if text not in lexicon.codes:
            found = match(text, language)
            assert found.accents == (() if entry.ambiguous else entry.accents), (text, found)


@given(text=st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.sampled_from([text for language, text, _ in RESOLVED if language == "en"]))
def test_an_unknown_part_never_stays_unnoticed(text: str) -> None:
    assert match(f"{text}, qwxzqwxz", "en").outcome == "unresolved"


@given(st.sampled_from([text for language, text, _ in RESOLVED if language == "en"]))
def test_filler_changes_nothing(text: str) -> None:
    if text.startswith("en_"):
        return
    assert match(f"{text} accent", "en").accents in (match(text, "en").accents, ("en-india",))
