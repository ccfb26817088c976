import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accents.groups import OTHER, display_names, group_accents, group_name
from accents.taxonomy import UNDISCLOSED, TaxonomyError, load_taxonomy

ENGLISH = load_taxonomy("en")


def frame(**counts: int) -> pd.DataFrame:
    labels = [a.replace("_", "-") for a, n in counts.items() for _ in range(n)]
    return pd.DataFrame({"speaker_id": range(len(labels)), "accent": labels})


def test_big_groups_stay_and_small_ones_join_their_parent() -> None:
    grouping = group_accents(frame(en_england=12, en_scotland=8, en_wales=3, en_us=20), ENGLISH)
    assert grouping.speakers == {"en-us": 20, "en-england": 12, "en-united-kingdom": 11}
    assert [(f.group, f.speakers, f.into, f.reason) for f in grouping.folded] == [
        ("en-wales", 3, "en-united-kingdom", "too_few_speakers"),
        ("en-scotland", 8, "en-united-kingdom", "too_few_speakers"),
    ]
    assert display_names(grouping, ENGLISH, "fr") == {
        "en-us": "États-Unis",
        "en-england": "Angleterre",
        "en-united-kingdom": "Royaume-Uni (autres)",
    }


def test_no_big_enough_parent_means_other() -> None:
    grouping = group_accents(frame(en_us=30, en_ireland=6, en_canada=7), ENGLISH)
    assert grouping.speakers == {"en-us": 30, OTHER: 13}


def test_a_total_never_reveals_the_hidden_cell() -> None:
    grouping = group_accents(frame(en_us=30, en_canada=15, en_ireland=6), ENGLISH)
    assert grouping.speakers == {"en-us": 30, OTHER: 21}
    assert [(f.group, f.reason) for f in grouping.folded] == [
        ("en-ireland", "too_few_speakers"),
        ("en-canada", "protects_other"),
    ]


def test_everybody_together_below_k_is_one_group() -> None:
    grouping = group_accents(frame(en_us=2, en_l2_de=2, en_l2_fr=1, en_l2_el=1), ENGLISH)
    assert grouping.speakers == {OTHER: 6}


def test_undisclosed_is_kept_apart_whatever_its_size() -> None:
    grouping = group_accents(frame(en_us=30, undisclosed=2), ENGLISH)
    assert grouping.speakers == {"en-us": 30, UNDISCLOSED: 2}
    assert grouping.folded == ()


def test_a_speaker_of_two_accents_counts_once_a_group() -> None:
    table = pd.DataFrame({"speaker_id": [1, 1, 2, 2], "accent": ["en-scotland", "en-wales"] * 2})
    assert group_accents(table, ENGLISH, k=3).speakers == {OTHER: 2}
    assert group_accents(table, ENGLISH, k=2).speakers == {"en-scotland": 2, "en-wales": 2}


def test_an_accent_nobody_placed_is_other() -> None:
    table = pd.DataFrame({"speaker_id": range(11), "accent": [None] * 11})
    assert group_accents(table, ENGLISH).speakers == {OTHER: 11}


def test_wrong_accents_and_k_are_refused() -> None:
    with pytest.raises(TaxonomyError, match="no accent 'en-qonos'"):
        group_accents(frame(en_qonos=1), ENGLISH)
    with pytest.raises(TaxonomyError, match="k is 0"):
        group_accents(frame(en_us=1), ENGLISH, k=0)


def test_special_groups_have_names_in_both_languages() -> None:
    assert group_name(UNDISCLOSED, ENGLISH, "fr") == "Non renseigné"
    assert group_name(OTHER, ENGLISH) == "Other accents"


SOME = ("en-us", "en-us-south", "en-scotland", "en-england", "en-england-scouse", "en-l2-fr")


@given(
    st.lists(
        st.tuples(
            st.integers(0, 30), st.sampled_from((*SOME, UNDISCLOSED, "en-l2-de", "en-india"))
        ),
        max_size=80,
    ),
    st.integers(1, 12),
)
def test_groups_are_big_enough_and_lose_nobody(pairs: list[tuple[int, str]], k: int) -> None:
    table = pd.DataFrame(pairs, columns=["speaker_id", "accent"])
    grouping = group_accents(table, ENGLISH, k)
    small = {g for g, n in grouping.speakers.items() if n < k and g != UNDISCLOSED}
    assert small == set() or (small == {OTHER} and set(grouping.speakers) <= {OTHER, UNDISCLOSED})
    assert len(grouping.members) == len(set(pairs))
    counted = grouping.members.groupby("group")["speaker_id"].nunique().to_dict()
    assert counted == grouping.speakers
