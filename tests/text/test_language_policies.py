"""Language policies: what is one and the same in each, and what no text may do to them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.text.alignment import align
from pipeline.text.counts import count_errors
from pipeline.text.language import MOST_TAG_WORDS
from pipeline.text.policies import language_policy, normalise, tokens

unhurried = settings(deadline=None)
LANGUAGES = ("english-1", "french-1", "german-1", "spanish-1")

# Every line is one and the same under the policy.
SAME = {
    "english-1": [
        "twenty one|21|twenty-one",
        "two thousand and ten|2010|2,010|twenty ten",
        "one hundred and five|105|one hundred five",
        "nineteen eighty four|1984",
        "double oh seven|007",
        "one oh one|101",
        "twenty first|21st|twenty-first",
        "nineteen sixties|1960s|1960's",
        "three thirty|3:30",
        "nineteen oh five|1905",
        "three o'clock|3:00|3 o\u2019clock",
        "three pm|3 pm|3:00 p.m.|3pm",
        "five dollars and ten cents|$5.10|5 dollars and 10 cents|$5 and 10 cents",
        "two million dollars|$2 million|$2,000,000",
        "fifty cents|$0.50|50 cents",
        "five percent|5%|five per cent|5 %|5 per cent",
        "two and a half million|2.5 million|2500000|two point five million",
        "it's|it is|it\u2019s|IT'S|it 's",
        "I'm gonna|i am going to|I am going to.",
        "couldn't've|could not have",
        "he'd already left|he had already left",
        "he'd leave|he would leave",
        "he'd need it|he would need it",
        "she's got it|she has got it",
        "John's a man|John is a man",
        "Dr. Smith|doctor smith|dr smith",
        "can't|cannot|can not|can n't",
        "colour|color",
        "organised travellers|organized travelers",
        "caf\u00e9 \u0153uvre|cafe oeuvre",
        "rock & roll|rock and roll",
        "well uh I um think|well I think|[noise] well I (laughs) think <unk>",
        "Hmm [door slams shut] yes|yes|mmm yes",
        "and/or|and or",
        "minus five|-5|\u22125",
        "the one|the 1|the \uff11",
    ],
    "french-1": [
        "soixante-dix-sept|soixante dix sept|septante-sept|77",
        "quatre-vingts|huitante|octante|80",
        "quatre-vingt-dix-neuf|nonante-neuf|99",
        "quatre-vingt-un|81",
        "vingt et un|21|vingt-et-un",
        "soixante et onze|71",
        "mille neuf cent quatre-vingt-quatre|dix-neuf cent quatre-vingt-quatre|1984",
        "trois millions deux cent mille|3 200 000|3.200.000|3,2 millions|3200 mille",
        "3h30|3:30|3 h 30|trois heures trente|3 heures 30",
        "une heure cinq|1h05",
        "cinq euros cinquante|5,50 \u20ac|5,50\u20ac|5 euros 50",
        "trois virgule z\u00e9ro cinq|3,05",
        "cinq pour cent|5 %|5%",
        "deuxi\u00e8me|2e|2\u00e8me",
        "vingt et uni\u00e8me|21e",
        "premier|1er",
        "l\u2019\u0153uvre d'aujourd\u2019hui|l'oeuvre d'aujourd'hui",
        "euh ben oui|ben oui|Ben, [rire] oui hum",
        "Mme Roy|madame Roy",
    ],
    "spanish-1": [
        "treinta y uno|31",
        "diecis\u00e9is|16",
        "mil novecientos ochenta y cuatro|1984",
        "dos mil millones|2.000.000.000|2 mil millones",
        "veinti\u00fan mil|21 mil|21000",
        "doscientas cinco|205",
        "tres coma cinco|3,5",
        "tres treinta|3:30",
        "cinco por ciento|5 %",
        "primero|1.\u00ba",
        "segunda|2.\u00aa",
        "Sr. Ruiz|se\u00f1or Ruiz",
        "eh este s\u00ed|este s\u00ed",
    ],
    "german-1": [
        "einundzwanzig|21",
        "neunzehnhundertvierundachtzig|1984|tausendneunhundertvierundachtzig",
        "zwei Millionen dreihunderttausend|2.300.000|2,3 Millionen",
        "f\u00fcnfzehn Uhr drei\u00dfig|15:30 Uhr|15:30|15 Uhr 30|f\u00fcnfzehn Uhr dreissig",
        "am zwanzigsten Mai|am 20. Mai",
        "drei Komma f\u00fcnf|3,5",
        "f\u00fcnf Prozent|5 %",
        "f\u00fcnf Euro f\u00fcnfzig|5,50 \u20ac",
        "Stra\u00dfe|STRASSE",
        "\u00e4hm das geht's|das geht es|das, \u00f6h, geht es",
    ],
}  # fmt: skip
# Each side is something else.
DIFFERENT = {
    "english-1": [
        "John's car|John is car", "its|it's", "oh|zero", "one third|13th", "cause|because",
        "35 mm|35", "uh huh|uh", "four|for", "1,5|15", "we were|we're",
    ],
    "french-1": [
        "un chat|1 000 chats", "ete|\u00e9t\u00e9", "l'eau|eau", "trois quatre|34",
        "un et deux|3", "cent|pour cent", "du|d\u00fb",
    ],
    "spanish-1": ["ano|a\u00f1o", "una gata|1000", "quince y dos|17", "este|eh", "si|s\u00ed"],
    "german-1": [
        "Michael|Mich\u00e4l", "ein Hund|zwei Hunde", "eh|\u00e4h", "Masse|Ma\u00dfen",
        "achte|8", "schon|sch\u00f6n", "hundert|und",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "line"), [(policy, line) for policy in LANGUAGES for line in SAME[policy]]
)
def test_one_and_the_same(policy, line):
    forms = {normalise(text, policy) for text in line.split("|")}
    assert len(forms) == 1
    assert forms != {""}


@pytest.mark.parametrize(
    ("policy", "line"), [(policy, line) for policy in LANGUAGES for line in DIFFERENT[policy]]
)
def test_not_the_same(policy, line):
    first, second = line.split("|")
    assert normalise(first, policy) != normalise(second, policy)


def test_what_english_1_writes():
    text = "On May 21st, 1999 I'd paid \u00a320.50 for John's 2nd colour TV"
    written = "on may 21st 1999 i had paid \u00a320.50 for john's 2nd color tv"
    assert normalise(text, "english-1") == written


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("\u0939\u093f\u0928\u094d\u0926\u0940 \u0627\u0644\u0644\u0651\u063a\u0629", None),
        ("\ud55c\uad6d\uc5b4", None),
        ("a\x00b \ud800 c", "ab c"),
        ("[[[[ ((( <<<", ""),
        ("[redacted] said [redacted].", "redacted said redacted"),
        ("[open and never closed by anybody", "open and never closed by anybody"),
    ],
)
@pytest.mark.parametrize("policy", LANGUAGES)
def test_scripts_and_broken_texts(policy, text, form):
    assert normalise(text, policy) == (text if form is None else form)


# Words that meet each other in ways that plain random text never does.
VOCABULARY = {
    "english-1": """one two ten twenty twenty-one hundred thousand million oh o double point and a
        half dollars dollar cents percent per cent minus first second third sixties ones 1 2 20 3.5
        $5 $1 5% 1,000 3:30 3:00 pm 007 .5 \u00a25 \u00a33 \u20ac2.00 $0.50 $.05 it's he'd john's 's
        n't 'd been never seen gone the mm uh [ noise] (so) <b> mr st & - -5 +5 1/2 21st 's' o'clock
        '90s % colour 1st zeroth zero ! a.m. couldn't've""",
    "french-1": """un une deux quatre vingt vingts dix sept onze soixante cent mille million
        millions et virgule z\u00e9ro pour % \u20ac euros h 3h30 3:00 1h 1 000 200 1.000 3,5 5,50 2e
        1er        deuxi\u00e8me uni\u00e8me centi\u00e8me l'un euh - & , 0 1,00 heures livres""",
    "spanish-1": """un uno una dos treinta y ciento cien doscientos mil millones mill\u00f3n coma
        cero por % \u20ac euros 3:30 3:00 1 000 200 1.000 3,5 5,50 1.\u00ba 2.\u00aa diez veintiuno
        eh
        & 0 1,00 o a""",
    "german-1": """ein eine eins zwei einundzwanzig zwanzig hundert tausend millionen million komma
        null uhr % \u20ac euro 15:30 3:00 1:00 1 000 200 1.000 3,5 5,50 zwanzigste dritte
        zweihundert achte \u00e4h & 0 1,00 und geht's""",
}
spoken = st.sampled_from(LANGUAGES).flatmap(
    lambda policy: st.tuples(
        st.just(policy),
        st.lists(st.sampled_from(VOCABULARY[policy].split()), max_size=8).map(" ".join),
    )
)


@settings(deadline=None, max_examples=1500)
@given(spoken)
def test_applied_twice_to_numbers_and_signs_changes_nothing(case):
    policy, text = case
    once = normalise(text, policy)
    assert normalise(once, policy) == once


@unhurried
@given(st.sampled_from(LANGUAGES), st.text())
@example("english-1", "[ (a \x00 ] 's")
def test_steps_are_the_tokens_and_cover_every_written_word(policy, text):
    steps = language_policy(policy).steps(text)
    assert [form for step in steps for form in step.forms] == tokens(text, policy)
    places = [place for step in steps for place in range(step.first, step.end)]
    assert places == list(range(len(text.split())))


@unhurried
@given(spoken, spoken)
def test_alignments_show_every_word_and_counts_are_of_the_tokens(first, second):
    (policy, reference), (_, hypothesis) = first, second
    steps = align(reference, hypothesis, policy)
    assert [w for step in steps for w in step.reference.split()] == reference.split()
    assert [w for step in steps for w in step.hypothesis.split()] == hypothesis.split()
    row = count_errors([reference], [hypothesis], policy).iloc[0]
    forms = normalise(reference, policy), normalise(hypothesis, policy)
    assert row.equals(count_errors([forms[0]], [forms[1]], "verbatim-1").iloc[0])


def test_words_that_are_one_number_are_one_step():
    steps = align("I paid twenty-one pounds um today", "i paid \u00a321 today", "english-1")
    assert [(s.op, s.reference, s.hypothesis) for s in steps] == [
        ("equal", "I", "i"),
        ("equal", "paid", "paid"),
        ("equal", "twenty-one pounds um", "\u00a321"),
        ("equal", "today", "today"),
    ]


@pytest.mark.parametrize("policy", LANGUAGES)
@pytest.mark.parametrize(
    "word",
    ["one", "un", "[", "(", "9", "million", "millionen", "'s", "uh", "1", "[" * 50, "and a half"],
)
def test_a_text_of_a_hundred_thousand_words_takes_linear_time(policy, word):
    text = f"{word} " * 100_000
    assert isinstance(normalise(text, policy), str)


def test_numbers_of_thousands_of_digits_are_left_alone():
    long = "9" * 5000
    for policy in LANGUAGES:
        assert normalise(f"{long} million {long}", policy).count(long) == 2


def test_a_bracket_swallows_a_few_words_at_most():
    words = " ".join(["w"] * (MOST_TAG_WORDS + 1))
    assert normalise(f"[{words}] x", "english-1") == f"{words} x"
    assert normalise("[w w w] x", "english-1") == "x"


@pytest.mark.long
def test_a_million_words_are_counted():
    text = "it's twenty one colours " * 250_000
    row = count_errors([text + "x"], [text], "english-1").iloc[0]
    assert row.to_dict() == {
        "substitutions": 0, "deletions": 1, "insertions": 0,
        "words": 1_000_001, "hypothesis_words": 1_000_000,
    }  # fmt: skip
