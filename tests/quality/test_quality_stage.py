"""The stage and its command on a workspace: what is read, what is left out, what is asked again."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from isogloss.lead.quality.shown import describe_quality
from isogloss.main import run
from pipeline.io.workspace import Workspace
from pipeline.review.quality.worker_skill import surely_below
from pipeline.stages.quality.document import as_document
from pipeline.stages.quality.figures import quality
from pipeline.stages.quality.requeue import requeue_low_skill
from pipeline.stages.quality.texts import load_typed

ROOT = Path(__file__).parents[2]
Make = Callable[..., dict[str, Any]]


def test_who_hardly_listens_is_found_and_who_does_is_not(worked: Workspace, now: datetime) -> None:
    found = quality(worked, now)
    assert [s.worker_id for s in found.skills if surely_below(s, 0.9)] == ["f"]
    led = {one.worker_id: one for one in found.anchoring.workers}
    assert led["f"].too_fast.value is not None
    assert led["f"].too_fast.value > 0.95
    assert led["a"].too_fast.count == 0
    assert led["f"].survived.count == led["f"].survived.trials > 0
    assert sum(one.survived.count for one in led.values() if one.worker_id != "f") == 0


def test_every_group_and_cell_has_its_numbers(worked: Workspace, now: datetime) -> None:
    found = quality(worked, now)
    assert (found.texts, found.recordings, found.first) == (216, 108, 2)
    # Eleven recordings were shown to one listener with an error on purpose: no pairs of those.
    assert found.agreement.estimate.observations == 108 - 11
    assert [one.group for one in found.by_group] == ["en-england", "en-india", "en-scotland"]
    assert all(one.estimate.speakers == 12 for one in found.by_group)
    assert {one.status for one in found.by_group} == {"reported"}
    assert sum(one.estimate.observations for one in found.by_knowledge) == 97
    # Who knows Glasgow stands in the row of Scotland, the group that is reported.
    assert {cell.listener for cell in found.cells} == {"en-scotland", "en-india"}
    assert {cell.status for cell in found.cells} == {"too_few"}  # one listener each


def test_gold_is_scored_and_is_no_text_for_agreement(
    worked: Workspace, now: datetime, make_row: Make
) -> None:
    before = quality(worked, now)
    rows = [
        ("g1", "a", 0.0, True, None),
        ("g2", "f", 0.9, False, None),
        ("g3", "b", 0.4, False, now),
    ]
    with worked.store.writing() as transaction:
        transaction.add("gold_items", [make_row("gold_items", utterance_id="u000", text="one two")])
        for name, worker, distance, passed, overturned in rows:
            transaction.add(
                "corrections",
                [
                    make_row(
                        "corrections",
                        correction_id=name,
                        utterance_id="u000",
                        worker_id=worker,
                        gold=True,
                        text="one two" if passed else "something else again",
                        corrected_at=now,
                    )
                ],
            )
            transaction.add(
                "gold_answers",
                [
                    make_row(
                        "gold_answers",
                        correction_id=name,
                        utterance_id="u000",
                        worker_id=worker,
                        distance=distance,
                        passed=passed,
                        overturned_at=overturned,
                        limit=0.15,
                    )
                ],
            )
    found = quality(worked, now)
    assert found.texts == before.texts
    assert [(g.worker_id, g.passed.count, g.forgiven) for g in found.gold] == [
        ("a", 1, 0), ("b", 1, 1), ("f", 0, 0),
    ]  # fmt: skip
    assert {s.worker_id: s.gold for s in found.skills if s.gold} == {"a": 1, "f": 1}


def test_what_was_taken_back_or_may_not_be_used_is_not_counted(
    worked: Workspace, now: datetime, make_row: Make
) -> None:
    store = worked.store
    expired = make_row(
        "consents", consent_id="ks00", speaker_id="s00", purposes=["transcription"],
        expires_at=now - timedelta(days=1),
    )  # fmt: skip
    correction = store.read("corrections", where={"correction_id": "cu001:correct:1"})
    taken_back = correction.to_dict("records")[0] | {"retracted_at": now}
    with store.writing() as transaction:
        transaction.put("consents", [expired])
        transaction.put("corrections", [taken_back])
    typed = load_typed(worked, now)
    assert len(typed.texts) == 216 - 2 * 3 - 1
    assert "s00" not in set(typed.texts["speaker_id"])


def test_of_a_worker_who_typed_twice_the_latest_counts(
    worked: Workspace, now: datetime, make_row: Make
) -> None:
    first = worked.store.read("corrections", where={"correction_id": "cu001:correct:1"})
    again = first.to_dict("records")[0] | {
        "correction_id": "again", "text": "typed anew", "corrected_at": now + timedelta(days=2),
    }  # fmt: skip
    with worked.store.writing() as transaction:
        transaction.add("corrections", [again])
    texts = load_typed(worked, now).texts
    of_first = texts[texts["utterance_id"] == "u001"]
    assert len(of_first) == 2
    assert list(of_first["text"])[-1] == "typed anew"
    assert list(of_first["rank"]) == [0, 1]


def test_nothing_typed_is_said_so(workspace: Workspace, now: datetime) -> None:
    found = quality(workspace, now)
    assert (found.texts, found.agreement.estimate.value, found.gold, found.skills) == (
        0,
        None,
        (),
        (),
    )
    assert json.loads(json.dumps(as_document(found), allow_nan=False))["texts"] == 0


def with_setting(workspace: Workspace, old: str, new: str) -> Workspace:
    path = workspace.root / "isogloss.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return Workspace(workspace.root)


def low_skill_settings(workspace: Workspace, limit: float) -> Workspace:
    return with_setting(workspace, "[review]\n", f"[review]\nrequeue_below_skill = {limit}\n")


def test_a_language_without_accents_written_down_has_all_other_figures(
    worked: Workspace, now: datetime
) -> None:
    place = with_setting(worked, 'language = "en"', 'language = "it"')
    found = quality(place, now)
    assert (found.by_group, found.agreement.status) == ((), "reported")
    assert any("no pair is about a speaker" in line for line in describe_quality(found))
    assert {cell.speaker for cell in found.cells} == set()
    place.store.close()


def test_low_skill_work_is_heard_once_more_and_once_only(worked: Workspace, now: datetime) -> None:
    place = low_skill_settings(worked, 0.9)
    theirs = place.store.read("corrections", where={"worker_id": "f"})
    before = {
        name: place.store.count(name) for name in ("assignments", "corrections", "references")
    }
    first = requeue_low_skill(place, now)
    assert first.workers == ("f",)
    assert first.resting == first.opened == len(theirs)
    opened = place.store.read("assignments", where={"state": "open"})
    assert set(opened["utterance_id"]) == set(theirs["utterance_id"])
    assert set(opened["assignment_id"].str[-2:]) == {":3"}
    decisions = place.store.read("decisions", where={"rule": "low_skill"})
    assert len(decisions) == len(theirs)
    assert set(decisions["limit"]) == {"0.9"}
    again = requeue_low_skill(place, now + timedelta(days=1))
    assert (again.resting, again.opened) == (len(theirs), 0)
    assert place.store.count("corrections") == before["corrections"]
    assert place.store.count("references") == before["references"]
    assert place.store.count("assignments") == before["assignments"] + len(theirs)
    place.store.close()


def test_once_heard_again_it_is_not_asked_for_a_third_time(
    worked: Workspace, now: datetime
) -> None:
    place = low_skill_settings(worked, 0.9)
    assert requeue_low_skill(place, now).opened > 0
    opened = place.store.read("assignments", where={"state": "open"}).to_dict("records")
    with place.store.writing() as transaction:
        transaction.put("assignments", [row | {"state": "done"} for row in opened])
    assert requeue_low_skill(place, now).opened == 0
    place.store.close()


def test_what_is_held_back_or_decided_by_a_lead_is_left_alone(
    worked: Workspace, now: datetime
) -> None:
    place = low_skill_settings(worked, 0.9)
    theirs = sorted(set(place.store.read("corrections", where={"worker_id": "f"})["utterance_id"]))
    references = place.store.read("references", where={"utterance_id": theirs[:1]})
    flagged = place.store.read("assignments", where={"utterance_id": theirs[1]})
    with place.store.writing() as transaction:
        decided = references.to_dict("records")[0] | {"method": "adjudicated"}
        transaction.put("references", [decided])
        held = flagged.to_dict("records")[0] | {"state": "flagged", "reason": "personal_data"}
        transaction.put("assignments", [held])
    done = requeue_low_skill(place, now)
    assert (done.resting, done.opened) == (len(theirs) - 1, len(theirs) - 2)
    place.store.close()


def test_the_command_prints_each_figure_with_its_interval(
    worked: Workspace, capsys: pytest.CaptureFixture[str], make_row: Make
) -> None:
    with worked.store.writing() as transaction:
        consents = worked.store.read("consents").to_dict("records")
        transaction.put(
            "consents",
            [row | {"expires_at": row["expires_at"].replace(year=2099)} for row in consents],
        )
    assert run(["quality", "--workspace", str(worked.root)]) == 0
    said = capsys.readouterr().out
    assert "216 texts of 108 recordings" in said
    for title in (
        "Disagreement between listeners", "Disagreement by the speaker's accent group",
        "Krippendorff's alpha", "Gold items", "Led by the machine's text", "Skill", "Appeals",
    ):  # fmt: skip
        assert title in said
    assert run(["quality", "--workspace", str(worked.root), "--json", "--requeue"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "isogloss.quality/1"
    assert document["agreement"]["all"]["disagreement"]["low"] > 0
    assert document["requeued"] == {"workers": [], "resting": 0, "opened": 0}


KEYS = {
    "agreement": ["all", "by_shown", "by_accent_group", "by_knowledge", "by_listener_and_speaker"],
    "alpha": ["alpha", "observed", "expected", "expected_error", "texts", "recordings"],
    "gold": ["passed", "workers"],
    "anchoring": [
        "survived", "too_fast", "blind_to_machine", "shown_to_machine", "pull", "blind_to_others",
        "shown_to_others", "unlike_others", "workers",
    ],
    "skill": ["requeue_below", "workers"],
}  # fmt: skip


def test_the_document_has_the_keys_it_says(worked: Workspace, now: datetime) -> None:
    document = json.loads(json.dumps(as_document(quality(worked, now)), allow_nan=False))
    for name, keys in KEYS.items():
        assert list(document[name]) == keys
    assert list(document["agreement"]["all"]) == ["group", "status", "disagreement"]
    assert list(document["agreement"]["all"]["disagreement"]) == [
        "value", "low", "high", "observations", "speakers", "workers", "effective_speakers",
        "effective_workers",
    ]  # fmt: skip
    assert list(document["skill"]["workers"][0]) == [
        "worker_id", "skill", "low", "high", "recordings", "partners", "gold", "surely_below",
    ]  # fmt: skip


def test_folding_leaves_no_cell_of_few_listeners(worked: Workspace, now: datetime) -> None:
    # Two listeners said what they know: together they are too few to be a cell.
    assert quality(worked, now, fold=True).cells == ()
    workers = worked.store.read("workers").to_dict("records")
    with worked.store.writing() as transaction:
        known = [row | {"accents": row["accents"] or ["en-england"]} for row in workers]
        transaction.put("workers", known)
    cells = quality(worked, now, fold=True).cells
    assert {cell.listener for cell in cells} == {"other"}
    assert {cell.listener for cell in quality(worked, now).cells} == {
        "en-england", "en-india", "en-scotland",
    }  # fmt: skip


def test_a_planted_word_that_somebody_else_heard_too_was_said(
    worked: Workspace, now: datetime
) -> None:
    planted = load_typed(worked, now).texts
    one = planted[planted["planted_text"].notna()].iloc[0]
    other = planted[
        (planted["utterance_id"] == one["utterance_id"]) & planted["planted_text"].isna()
    ].iloc[0]
    held = worked.store.read("corrections", where={"correction_id": other["correction_id"]})
    with worked.store.writing() as transaction:
        transaction.put("corrections", [held.to_dict("records")[0] | {"text": one["planted_text"]}])
    again = load_typed(worked, now).texts.set_index("correction_id")
    assert again.loc[one["correction_id"], "attention_check_was_right"]
    before = quality(worked, now).anchoring.survived.observations
    assert before == planted["planted_text"].notna().sum() - 1


def test_imported_texts_are_requeued_as_new_ones(worked: Workspace, now: datetime) -> None:
    place = low_skill_settings(worked, 0.9)
    name = place.store.read("corrections", where={"worker_id": "f"})["utterance_id"].iloc[0]
    with place.store.writing() as transaction:
        transaction.delete("assignments", "utterance_id", [name])
    requeue_low_skill(place, now)
    opened = place.store.read("assignments", where={"utterance_id": name})
    assert list(opened["assignment_id"]) == [f"{name}:correct:1"]
    assert list(opened["state"]) == ["open"]
    place.store.close()


def test_the_command_needs_no_prefect(worked: Workspace) -> None:
    script = (
        "import sys; from isogloss.main import run; "
        f"code = run(['quality', '--workspace', {str(worked.root)!r}]); "
        "sys.exit(code or 9 * ('prefect' in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_french_has_a_word_for_every_line(worked: Workspace, now: datetime, make_row: Make) -> None:
    with worked.store.writing() as transaction:
        transaction.add(
            "appeals", [make_row("appeals", utterance_id="u001", state="upheld", text_before="x")]
        )
        transaction.add(
            "gold_answers",
            [
                make_row(
                    "gold_answers", correction_id="cu001:correct:1", utterance_id="u001",
                    worker_id="a", distance=0.0, passed=True, limit=0.15,
                )
            ],
        )  # fmt: skip
    found = quality(worked, now, language="fr")
    english, french = list(describe_quality(found)), list(describe_quality(found, "fr"))
    assert len(english) == len(french)
    same = {line for line in english if line} & set(french)
    assert same == set()
    assert any("Écosse" in line for line in french)
    assert not any("known" in line or "%" in line.replace("\u202f%", "") for line in french[5:9])
    empty = quality(Workspace(worked.root), now + timedelta(days=400))
    assert next(describe_quality(empty, "fr")).startswith("personne n'a encore")
