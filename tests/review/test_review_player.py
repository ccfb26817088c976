"""Sound, where there is a device, where there is none, and where one hangs."""

import threading
import time

import miniaudio
import numpy as np
import pytest

from pipeline.io.audio import player
from pipeline.io.audio.player import Player, at_speed, why_no_sound

RATE = 16_000


def tone(seconds, hertz=440.0):
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)).astype("f4")


def loudest_hertz(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return np.argmax(spectrum) * RATE / len(samples)


def test_no_sound_device_is_a_reason_and_quiet(capfd):
    reason = Player().play(tone(0.2), RATE)
    if reason is None:
        pytest.skip("this machine has a sound device")
    assert reason == player.NO_DEVICE
    assert why_no_sound() == player.NO_DEVICE
    assert capfd.readouterr().err == ""


def test_a_device_takes_the_whole_recording_and_stops():
    # miniaudio's null device keeps the time of a real one.
    quiet = Player([miniaudio.Backend.NULL])
    began = time.monotonic()
    assert quiet.play(tone(0.4), RATE) is None
    assert not quiet.wait(0), "playing goes on beside the caller"
    assert quiet.wait(5)
    assert time.monotonic() - began > 0.2
    assert quiet.play(tone(30), RATE) is None
    assert quiet.play(tone(0.1), RATE) is None
    assert quiet.wait(5)
    quiet.stop()
    quiet.stop()


def test_a_sound_system_that_does_not_answer_is_given_up(monkeypatch):
    # A sound card that hangs: the one thing here that no machine can be asked to do.
    monkeypatch.setattr(player, "_ANSWER_WITHIN_S", 0.05)
    monkeypatch.setattr(player, "_open_device", lambda *_: (time.sleep(1), ""))
    assert "did not answer within" in Player([miniaudio.Backend.NULL]).play(tone(0.1), RATE)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.25, 1.5])
@pytest.mark.parametrize("seconds", [0.05, 1.0])
def test_another_speed_has_the_same_pitch(speed, seconds):
    samples = tone(seconds)
    slowed = at_speed(samples, speed)
    assert len(slowed) == round(len(samples) / speed)
    assert loudest_hertz(slowed) == pytest.approx(440, abs=RATE / len(slowed) + 2)


def test_samples_of_either_kind():
    integers = (tone(0.1) * 32_768).astype(np.int16)
    assert np.allclose(at_speed(integers, 1.0), tone(0.1), atol=1e-4)
    assert len(at_speed(np.zeros(0, np.float32), 0.5)) == 0
    assert np.all(np.isfinite(at_speed(np.array([np.nan, 0.5], np.float32), 1.0)))


def test_what_is_looped_goes_on_until_it_is_stopped():
    quiet = Player([miniaudio.Backend.NULL])
    assert quiet.play(tone(0.05), RATE, again=True) is None
    assert not quiet.wait(0.5)
    quiet.stop()
    assert quiet.play(tone(0), RATE, again=True) is None
    assert quiet.wait(5)
    quiet.stop()


def test_a_loop_hands_out_every_sample_in_its_order():
    begun = threading.Event()
    source = player._feed_again(np.arange(5, dtype=np.int16), begun)
    next(source)
    handed = np.concatenate([source.send(count) for count in (3, 7, 4)])
    assert handed.tolist() == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3]
    assert begun.is_set()
