"""The parts of the screen one by one: keys, marks, changes, spans, the words of both languages."""

import re
import string

import pytest

from isogloss.correct.desk.changes import mark_changes
from isogloss.correct.desk.lines import LINES
from isogloss.correct.desk.words import SHARED, Words
from isogloss.correct.screen.editor import in_pieces, underlined
from isogloss.correct.screen.keys import DEFAULT_KEYS, choose_keys
from isogloss.correct.screen.shown import write_keys
from isogloss.correct.screen.spans import find_span
from isogloss.correct.screen.waveform import Playhead, blocks, marks
from isogloss.correct.screen.words import SCREEN
from pipeline.errors import SettingsError
from pipeline.review.assigning.flags import FLAGS, find_flag
from pipeline.review.showing.typed import one_line

CATALOGUE = {**SHARED, **LINES, **SCREEN}
# Words that are the same in both languages, or no words at all.
ALIKE = {"head.utterance", "head.item", "saved", "heard.link"}
ENGLISH = re.compile(
    r"\b(the|you|your|was|nothing|here|what|again|saved|text|with|save|stop|help|flag|skip|of)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_every_text_is_there_twice_with_the_same_values(key):
    english, french = CATALOGUE[key]
    assert english
    assert french

    def values(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert values(english) == values(french)
    assert english.count("|") in (0, 1)
    assert len(english.split("|")) >= 1


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_french_is_french(key):
    english, french = CATALOGUE[key]
    bare = re.sub(r"\{\w+\}|ssh \S+|isogloss appeal .*|[A-Z]{2,}|--\w+", "", french)
    assert not ENGLISH.search(bare), french
    letters = re.sub(r"\{\w+\}|\W|\d", "", english)
    assert english != french or len(letters) < 3, key
    # Before ; : ? ! there is a space in French, which becomes one that does not break.
    outside = re.sub(r"\{\w+\}|127\.0\.0\.1:|ssh -L", "", french)
    assert not re.search(r"[^\s:][;:?!](\s|$)", outside), french


@pytest.mark.parametrize("prefix", ["flag.", "flag.{}.says"])
def test_every_flag_and_action_has_its_words(prefix):
    for code in FLAGS:
        assert (prefix.format(code) if "{}" in prefix else prefix + code) in CATALOGUE
    for name in DEFAULT_KEYS:
        assert f"key.{name}" in CATALOGUE
        assert f"help.{name}" in CATALOGUE


def test_words_of_a_language():
    french, english = Words("fr", SCREEN), Words("en", SCREEN)
    assert french.share(0.5) == "50\u00a0%"
    assert english("foot.done", n=2) == "2 done"
    assert french("foot.done", n=0) == "0 fait"
    assert french.number(12_345.5) == "12\u00a0345,5"
    assert french("sound.not_played", why="x") == "Pas de lecture\u00a0: x."
    assert english("heard", text="{n} %s") == "Heard: {n} %s"


def test_flags_need_a_number_a_name_or_three_letters():
    french = Words("fr").flag_names()
    for slip in ("u", "un", "f", "4x", "", "0", "6", "-1", "q"):
        assert find_flag(slip, french) is None, slip
    assert find_flag("unin").code == "unintelligible"
    assert find_flag("per").code == "personal_data"
    assert find_flag("autre langue", french).code == "wrong_language"
    assert find_flag("nui", french).code == "harmful"
    assert find_flag("DEUX", french).code == "two_voices"


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"sing": "f12"}, "sing: nothing is called so"),
        ({"play": "f3"}, "'f3' is for play and last_second"),
        ({"play": "a"}, "play = 'a': no such key, or one that types"),
        ({"play": "ctrl+s"}, "stops and starts a terminal's output"),
        ({"play": "ctrl+m"}, "arrives as another key"),
        ({"play": "space"}, "no such key"),
        ({"play": "up"}, "no such key"),
        ({"play": ""}, "no such key"),
        ({"stop": "ctrl+c"}, "ends the work"),
        ({"play": "F1", "loop": "f1"}, "'f1' is for play and loop"),
    ],
)
def test_keys_that_cannot_be(wanted, says):
    with pytest.raises(SettingsError) as error:
        choose_keys(wanted)
    assert says in str(error.value)
    assert "isogloss.toml, review.keys" in str(error.value)


def test_keys_that_can_be():
    assert choose_keys({}) == DEFAULT_KEYS
    swapped = choose_keys({"play": "f3", "last_second": "F2", "save": "enter", "help": "f1"})
    assert (swapped["play"], swapped["last_second"], swapped["save"]) == ("f3", "f2", "enter")


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_keys_break_between_two_of_them_only(width, language):
    lines = write_keys(Words(language, SCREEN), DEFAULT_KEYS, width).split("\n")
    assert all(len(line) <= width for line in lines)
    assert "  ".join(lines).count("  ") == len(DEFAULT_KEYS) - 1


def test_peaks_and_marks():
    assert blocks([0.0, 1.0], 1) == ["▁█"]
    assert blocks([0.5, 1.0], 2) == [" █", "██"]
    assert blocks([], 2) == ["", ""]
    assert marks(4, 1.0, Playhead(at_s=0.0)) == "▲╌╌╌"
    assert marks(4, 1.0, Playhead(at_s=1.0)) == "━━━▲"
    assert marks(4, 0.0, Playhead(at_s=0.0)) == "▲╌╌╌"
    assert marks(8, 1.0, Playhead(at_s=0.5, loop=(0.25, 0.75))) == "━━[━▲╌]╌"
    assert marks(8, 1.0, Playhead(loop=(0.99, 1.0)))[-1] == "]"


@pytest.mark.parametrize(
    ("shown", "typed", "says"),
    [
        ("a b", "a b", ""),
        ("", "now", "+now"),
        ("all gone", "", "-all -gone"),
        ("a b c d e f g", "a b c x e f g", "… b c -d +x e f …"),
        ("a b", "a \x1b[31mb", "a -b +␛[31mb"),
    ],
)
def test_changes_have_signs(shown, typed, says):
    assert mark_changes(shown, typed) == (says, 0)


def test_changes_of_a_very_long_text_are_counted_not_listed():
    shown = " ".join(f"w{n}" for n in range(1000))
    typed = " ".join(f"v{n}" for n in range(1000))
    paragraph, more = mark_changes(shown, typed)
    assert more == 1000 - 60
    assert paragraph.count("+") == 60


def test_doubt_is_underlined_and_in_brackets():
    text = underlined("turn the [ladder 38%] over [x] [é 5\u00a0%]")
    assert text.plain == "turn the [ladder 38%] over [x] [é 5\u00a0%]"
    assert [text.plain[span.start : span.end] for span in text.spans] == [
        "[ladder 38%]",
        "[é 5\u00a0%]",
    ]


def test_a_long_text_in_pieces_is_the_same_text():
    for text in ("x" * 5_000, "ab  c " * 900, " ".join(["word"] * 3_000), "a " * 3 + "y" * 4_000):
        pieces = in_pieces(text)
        assert pieces.replace("\n", " ") == text
        assert one_line(pieces) == one_line(text)
    assert max(map(len, in_pieces("word " * 3_000).split("\n"))) <= 400


WORDS = [
    {"word": " one", "start_s": 0.0, "end_s": 1.0},
    {"word": " two", "start_s": 1.0, "end_s": 2.0},
    {"word": " three", "start_s": 2.0, "end_s": 3.0},
]


@pytest.mark.parametrize(
    ("typed", "selected", "span"),
    [
        ("one two three", "two", (0.85, 2.15)),
        ("one two three", "wo thr", (0.85, 3.15)),
        ("one too three", "too", (0.85, 2.15)),
        ("one two and three", "and", (1.85, 2.15)),
        ("two three", "two", (0.85, 2.15)),
        ("one two three four", "four", (2.85, 4.0)),
        ("new one two three", "new", (0.0, 0.15)),
    ],
)
def test_the_find_span(typed, selected, span):
    first = typed.index(selected)
    found = find_span(WORDS, typed, (first, first + len(selected)), 4.0)
    assert found == pytest.approx(span)


def test_a_span_without_times_or_without_words():
    assert find_span([], "ab cd", (3, 5), 5.0) == pytest.approx((2.85, 5.0))
    assert find_span([{"word": "x"}], "x", (0, 1), 2.0) == (0.0, 2.0)
    assert find_span(WORDS, "", (0, 0), 3.0) == (0.0, 0.15)
    assert find_span(WORDS, "one two ", (8, 8), 4.0)[1] <= 4.0
