"""The sample is what its README says: who, how much, in which containers, broken how."""

import csv
import re
import struct
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]  # it ships no types

SAMPLE = Path(__file__).parents[2] / "sample_audio"
MANIFEST_COLUMNS = (
    "path,prompt_id,prompt,speaker_id,accent,region,first_language,gender,age,device,"
    "environment,recorded_at,consent"
)
PURPOSES = {"transcription", "training", "evaluation", "publication"}
VERDICTS = {"accepted", "warned", "rejected", "quarantined", "refused"}
WITHOUT_A_FILE = {"bad/never_uploaded.wav", "../outside.wav"}


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def good() -> list[dict[str, str]]:
    return [row for row in rows("manifest.csv") if row["path"].startswith("clips/")]


def expected() -> dict[str, tuple[str, set[str]]]:
    return {
        row["path"]: (row["verdict"], set(filter(None, row["reasons"].split(";"))))
        for row in rows("expected.csv")
    }


def seconds_decoded(path: Path) -> Fraction:
    """Decoded with PyAV to the end, whatever the header says."""
    with path.open("rb") as file, av.open(file, mode="r") as container:
        frames = [(frame.samples, frame.sample_rate) for frame in container.decode(audio=0)]
    return Fraction(sum(samples for samples, _ in frames), frames[0][1])


def test_the_whole_stays_under_five_megabytes() -> None:
    files = [path for path in SAMPLE.rglob("*") if path.is_file() and "cache" not in str(path)]
    assert 1_000_000 < sum(path.stat().st_size for path in files) < 5_000_000


def test_the_manifest_has_the_columns_of_an_inbox_and_every_path_once() -> None:
    header = (SAMPLE / "manifest.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == MANIFEST_COLUMNS
    paths = [row["path"] for row in rows("manifest.csv")]
    assert len(paths) == len(set(paths))


def test_there_are_enough_voices_utterances_and_groups_for_verdicts_given_and_withheld() -> None:
    recipe = rows("recipe/speakers.csv")
    speakers = Counter(row["group"] for row in recipe)
    assert len(good()) == sum(int(row["utterances"]) for row in recipe) >= 100
    assert len({row["speaker_id"] for row in good()}) == len(recipe) >= 40
    assert sum(number >= 11 for number in speakers.values()) >= 2
    assert sum(number < 10 for number in speakers.values()) >= 3


def test_every_path_exists_but_for_the_two_that_must_not() -> None:
    missing = {row["path"] for row in rows("manifest.csv") if not (SAMPLE / row["path"]).exists()}
    assert missing == WITHOUT_A_FILE


def test_no_file_lies_about_that_the_manifest_does_not_name() -> None:
    found = {path.relative_to(SAMPLE).as_posix() for path in SAMPLE.glob("[bc]*/*")}
    assert found == {row["path"] for row in rows("manifest.csv")} - WITHOUT_A_FILE


def test_what_a_speaker_says_of_themselves_is_the_same_in_every_row() -> None:
    said: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in rows("manifest.csv"):
        facts = ("accent", "region", "first_language", "gender", "age", "consent")
        said[row["speaker_id"]].add(tuple(row[fact] for fact in facts))
    assert {speaker: len(facts) for speaker, facts in said.items() if len(facts) > 1} == {}


def test_one_accent_cannot_be_placed_and_one_is_undisclosed() -> None:
    accents = {row["speaker_id"]: row["accent"] for row in good()}
    assert Counter(accents.values())["a bit of everything"] == 1
    assert Counter(accents.values())[""] == 1


def test_speakers_and_workers_are_pseudonyms() -> None:
    ids = {row["speaker_id"] for row in rows("manifest.csv")}
    assert [name for name in ids if not re.fullmatch(r"spk-[0-9a-f]{4}", name)] == []
    workers = {row["worker"] for row in rows("corrections.csv")}
    assert workers == {"worker-1", "worker-2"}
    tables = "".join((SAMPLE / name).read_text("utf-8") for name in ("manifest.csv", "README.md"))
    assert "@" not in tables


def test_one_row_has_no_consent_and_the_others_name_known_purposes() -> None:
    consent = {row["path"]: row["consent"] for row in rows("manifest.csv")}
    assert [path for path, text in consent.items() if not text] == ["bad/no_consent.mp3"]
    assert {part for text in consent.values() for part in text.split(";") if part} == PURPOSES


def test_containers_are_mixed_and_no_large_group_is_heard_through_one_of_them() -> None:
    kinds = Counter(Path(row["path"]).suffix for row in good())
    assert set(kinds) == {".wav", ".flac", ".mp3", ".ogg", ".opus", ".webm"}
    assert min(kinds.values()) >= 10
    for accent, number in Counter(row["accent"] for row in good()).items():
        of_accent = {Path(row["path"]).suffix for row in good() if row["accent"] == accent}
        assert number < 12 or len(of_accent) >= 5


def test_ogg_files_hold_vorbis_and_opus() -> None:
    codecs = set()
    for path in SAMPLE.glob("clips/*.ogg"):
        with path.open("rb") as file, av.open(file, mode="r") as container:
            codecs.add(container.streams.audio[0].codec_context.name)
    assert {codec.removeprefix("lib") for codec in codecs} == {"vorbis", "opus"}


def test_the_two_large_groups_read_the_same_prompts() -> None:
    group = {"American (US)": "us", "American": "us", "United States English": "us"}
    group |= {"Scottish": "scotland", "Scottish English": "scotland"}
    prompts: dict[str, set[str]] = defaultdict(set)
    for row in good():
        prompts[group.get(row["accent"], "")].add(row["prompt_id"])
    shared = prompts["us"] & prompts["scotland"]
    assert len(shared) >= 0.9 * max(len(prompts["us"]), len(prompts["scotland"]))


def test_prompts_hold_words_that_harm_when_misheard() -> None:
    words = " ".join(row["prompt"].casefold() for row in good()).split()
    assert sum(word in {"not", "no", "never", "nobody", "cannot"} for word in words) >= 20
    assert sum(word in {"two", "three", "seven", "eight", "nine", "four"} for word in words) >= 5


@pytest.mark.parametrize("row", good(), ids=lambda row: Path(row["path"]).name)
def test_a_good_clip_decodes_to_one_short_utterance(row: dict[str, str]) -> None:
    assert 1.0 < seconds_decoded(SAMPLE / row["path"]) < 5.0
    assert 3 <= len(row["prompt"].split()) <= 8


def test_expectations_cover_the_manifest_and_name_reasons_for_what_fails() -> None:
    assert list(expected()) == [row["path"] for row in rows("manifest.csv")]
    assert {verdict for verdict, _ in expected().values()} == VERDICTS
    for path, (verdict, reasons) in expected().items():
        assert bool(reasons) == (verdict != "accepted"), path


def test_at_least_a_dozen_kinds_of_damage_are_there() -> None:
    failing = {reason for _, (verdict, found) in expected().items() for reason in found}
    assert failing >= {
        *("silent", "clipped", "truncated", "unreadable", "duplicate", "no_consent"),
        *("too_many_channels", "non_finite", "too_long", "too_short", "path_outside"),
        *("missing_file", "low_snr", "low_speech", "bad_rate", "corrupt_checksum"),
    }
    assert sum(path.startswith(("bad/", "../")) for path in expected()) >= 20


def test_an_hour_is_declared_above_a_few_seconds() -> None:
    wav = (SAMPLE / "bad/declared_hour.wav").read_bytes()
    (declared,) = struct.unpack_from("<I", wav, 40)
    assert declared == 3600 * 16_000 * 2 > 100 * len(wav)
    flac = SAMPLE / "bad/declared_hour.flac"
    assert soundfile.info(flac).duration == 3600
    assert flac.stat().st_size < 100_000


def test_the_duplicate_is_the_same_samples_in_another_container() -> None:
    manifest = rows("manifest.csv")
    copy = next(row for row in manifest if row["path"] == "bad/same_speech.flac")
    first = next(row for row in manifest if row["path"].endswith(".wav"))
    assert (copy["speaker_id"], copy["prompt_id"]) == (first["speaker_id"], first["prompt_id"])
    samples = [soundfile.read(SAMPLE / row["path"], dtype="int16")[0] for row in (first, copy)]
    np.testing.assert_array_equal(*samples)


@pytest.mark.parametrize(("name", "channels"), [("eight_channels", 8), ("nine_channels", 9)])
def test_the_arrays_have_as_many_channels_as_they_are_called(name: str, channels: int) -> None:
    assert soundfile.info(SAMPLE / f"bad/{name}.wav").channels == channels


def test_the_float_file_holds_what_is_no_number() -> None:
    samples, _ = soundfile.read(SAMPLE / "bad/nan.wav")
    assert np.isnan(samples).sum() == 400
    assert np.isinf(samples).sum() == 1


def test_corrections_name_good_clips_and_two_workers_overlap_on_twenty() -> None:
    by_path: dict[str, list[str]] = defaultdict(list)
    for row in rows("corrections.csv"):
        by_path[row["path"]].append(row["worker"])
        assert row["text"].strip()
        assert 0 < float(row["seconds"]) < 120
    paths = {row["path"] for row in good()}
    assert set(by_path) < paths  # a few are left for whoever tries the demo
    assert len(by_path) >= 0.9 * len(paths)
    assert sum(len(workers) == 2 for workers in by_path.values()) >= 20
    assert all(len(workers) == len(set(workers)) for workers in by_path.values())


def test_workers_differ_as_people_do_and_stay_near_the_prompt() -> None:
    prompts = {row["path"]: row["prompt"] for row in good()}
    typed = rows("corrections.csv")
    off = [row for row in typed if words(row["text"]) != words(prompts[row["path"]])]
    assert 5 <= len(off) <= 0.25 * len(typed)
    lengths = [len(words(row["text"])) - len(words(prompts[row["path"]])) for row in typed]
    assert set(lengths) == {0, -1}


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.casefold())
