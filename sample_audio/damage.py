"""The recordings that the checks must catch, each made broken in one known way.

A row of `Bad` says what stands in the manifest, how the file is made, and what a correct
program says of it. Where two reasons are both true (an hour declared in a short file is too
long and truncated), both are named and finding one of them is right.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from voices import (
    Samples,
    Voice,
    encode,
    in_room,
    noise,
    save,
    speak,
    to_pcm,
    write_wav,
)

RATE_HZ = 16_000
LOW_RATE_HZ = 8_000
HOUR_S = 3_600
IEEE_FLOAT = 3
PCM = 1
STREAMINFO_RATE_TO_TOTAL = slice(18, 26)  # 64 bits: rate 20, channels 3, bits 5, samples 36
STREAMINFO_MD5_FIRST = 26
CLEAN_DB = 40.0
ARRAY_S = 1.2  # many channels are heavy; the sample stays small


@dataclass(frozen=True)
class Say:
    """A speaker's voice at hand, with a folder for what lies between."""

    voice: Voice
    scratch: Path

    def __call__(self, text: str, rate_hz: int = RATE_HZ, snr_db: float = CLEAN_DB) -> Samples:
        """Speech with room tone around it, in [-1, 1]."""
        spoken = speak(self.voice, text, rate_hz, self.scratch)
        return in_room(spoken, rate_hz, snr_db, f"{self.voice.recipe}|{text}")


Make = Callable[[Path, Say, str], None]


@dataclass(frozen=True)
class Bad:
    """A manifest row that must not pass.

    Attributes:
        path: As it stands in the manifest.
        speaker: Place in recipe/speakers.csv, from 0; None for the one without consent.
        verdict: rejected, quarantined, or refused (the row never becomes an utterance).
        reasons: Reason codes; at least one must be found.
        make: Writes the file; None where there is deliberately no file.
    """

    path: str
    speaker: int | None
    verdict: str
    reasons: tuple[str, ...]
    make: Make | None


def silence(path: Path, _say: Say, _text: str) -> None:
    """Two seconds of digital zero."""
    write_wav(path, np.zeros(2 * RATE_HZ), RATE_HZ)


def muted(path: Path, _say: Say, _text: str) -> None:
    """A muted microphone: noise of a few quantisation steps, peak below -70 dBFS."""
    save(path, "flac", noise("muted", 2 * RATE_HZ) * 1e-4, RATE_HZ)


def clipped(path: Path, say: Say, text: str) -> None:
    """Speech 24 dB too loud."""
    save(path, "flac", say(text) * 16.0, RATE_HZ)


def low_snr(path: Path, say: Say, text: str) -> None:
    """Speech in noise 3 dB louder than the speech."""
    save(path, "flac", say(text, LOW_RATE_HZ, snr_db=-3.0) * 0.6, LOW_RATE_HZ)


def mostly_silence(path: Path, say: Say, text: str) -> None:
    """One word in twelve seconds."""
    room = noise("mostly silence", 11 * RATE_HZ, smoothing=0.6) * 1e-3
    save(path, "opus", np.concatenate([room, say(text.split()[-1])]), RATE_HZ)


def too_long(path: Path, say: Say, text: str) -> None:
    """The same sentence again and again for 40 seconds."""
    once = say(text)
    save(path, "opus", np.tile(once, 1 + 40 * RATE_HZ // len(once)), RATE_HZ)


def too_short(path: Path, say: Say, text: str) -> None:
    """Fifty milliseconds from the loudest place of a sentence."""
    speech = say(text)
    write_wav(path, speech[int(np.abs(speech).argmax()) :][: RATE_HZ // 20], RATE_HZ)


def bad_rate(path: Path, say: Say, text: str) -> None:
    """Sampled 2,000 times a second."""
    write_wav(path, say(text, 2_000), 2_000)


def eight_channels(path: Path, say: Say, text: str) -> None:
    """A microphone array uploaded whole: eight delayed copies."""
    speech = say(text, LOW_RATE_HZ)[: int(ARRAY_S * LOW_RATE_HZ)]
    delayed = np.stack([np.roll(speech, 3 * channel) for channel in range(8)], axis=1)
    write_wav(path, delayed.reshape(-1), LOW_RATE_HZ, channels=8)


def nine_channels(path: Path, say: Say, text: str) -> None:
    """One channel beyond what any campaign may allow."""
    speech = say(text, LOW_RATE_HZ)[: int(ARRAY_S * LOW_RATE_HZ)]
    write_wav(path, np.repeat(speech, 9), LOW_RATE_HZ, channels=9)


def riff(*, code: int, bits: int, declared_bytes: int, body: bytes) -> bytes:
    """A mono wav file whose header says what it is told to say."""
    width = bits // 8
    shape = struct.pack("<HHIIHH", code, 1, RATE_HZ, RATE_HZ * width, width, bits)
    head = b"fmt " + struct.pack("<I", len(shape)) + shape
    head += b"data" + struct.pack("<I", declared_bytes)
    return b"RIFF" + struct.pack("<I", 4 + len(head) + declared_bytes) + b"WAVE" + head + body


def not_numbers(path: Path, say: Say, text: str) -> None:
    """32-bit float with a stretch of NaN and one infinity."""
    samples = say(text).astype("<f4")
    samples[4_000:4_400] = np.nan
    samples[9_000] = np.inf
    body = samples.tobytes()
    path.write_bytes(riff(code=IEEE_FLOAT, bits=32, declared_bytes=len(body), body=body))


def declared_hour_wav(path: Path, say: Say, text: str) -> None:
    """A wav header that declares an hour, above two seconds of samples."""
    declared = HOUR_S * RATE_HZ * 2
    path.write_bytes(riff(code=PCM, bits=16, declared_bytes=declared, body=to_pcm(say(text))))


def declared_hour_flac(path: Path, say: Say, text: str) -> None:
    """A flac whose STREAMINFO declares an hour of samples."""
    save(path, "flac", say(text), RATE_HZ)
    content = bytearray(path.read_bytes())
    packed = int.from_bytes(content[STREAMINFO_RATE_TO_TOTAL], "big")
    declared = (packed >> 36 << 36) | HOUR_S * RATE_HZ
    content[STREAMINFO_RATE_TO_TOTAL] = declared.to_bytes(8, "big")
    path.write_bytes(content)


def wrong_checksum(path: Path, say: Say, text: str) -> None:
    """A flac that decodes, but not to what its own MD5 says."""
    save(path, "flac", say(text), RATE_HZ)
    content = bytearray(path.read_bytes())
    content[STREAMINFO_MD5_FIRST] ^= 0xFF
    path.write_bytes(content)


def cut(kind: str, share: float) -> Make:
    """An upload that broke off: the first `share` of the file's bytes."""

    def make(path: Path, say: Say, text: str) -> None:
        save(path, kind, say(text), RATE_HZ)
        content = path.read_bytes()
        path.write_bytes(content[: int(share * len(content))])

    return make


def text_as_wav(path: Path, _say: Say, text: str) -> None:
    """A note somebody renamed."""
    path.write_text(f"Sorry, my phone would not record. I wanted to say: {text}\n" * 4, "utf-8")


def empty(path: Path, _say: Say, _text: str) -> None:
    """Zero bytes."""
    path.write_bytes(b"")


def spoken(path: Path, say: Say, text: str) -> None:
    """Nothing wrong with the sound; the row is what is wrong."""
    save(path, "mp3", say(text), RATE_HZ)


BAD = (
    Bad("bad/silence.wav", 3, "rejected", ("silent",), silence),
    Bad("bad/muted.flac", 14, "rejected", ("silent",), muted),
    Bad("bad/clipped.flac", 20, "rejected", ("clipped",), clipped),
    Bad("bad/low_snr.flac", 27, "rejected", ("low_snr",), low_snr),
    Bad("bad/mostly_silence.opus", 33, "rejected", ("low_speech",), mostly_silence),
    Bad("bad/too_long.opus", 10, "rejected", ("too_long",), too_long),
    Bad("bad/too_short.wav", 17, "rejected", ("too_short",), too_short),
    Bad("bad/bad_rate.wav", 24, "rejected", ("bad_rate",), bad_rate),
    Bad("bad/eight_channels.wav", 11, "rejected", ("too_many_channels",), eight_channels),
    Bad("bad/nine_channels.wav", 11, "rejected", ("too_many_channels",), nine_channels),
    Bad("bad/nan.wav", 30, "quarantined", ("non_finite",), not_numbers),
    Bad(
        "bad/declared_hour.wav",
        5,
        "quarantined",
        ("too_long", "truncated"),
        declared_hour_wav,
    ),
    Bad(
        "bad/declared_hour.flac",
        35,
        # Not known to be a lie: an hour of silence is as short, and nothing is decoded to see.
        "rejected",
        ("too_long",),
        declared_hour_flac,
    ),
    Bad("bad/wrong_checksum.flac", 36, "quarantined", ("corrupt_checksum",), wrong_checksum),
    Bad("bad/truncated.wav", 1, "quarantined", ("truncated",), cut("wav", 0.6)),
    Bad("bad/truncated.ogg", 15, "quarantined", ("truncated",), cut("ogg", 0.7)),
    Bad("bad/truncated.mp3", 25, "quarantined", ("truncated",), cut("mp3", 0.6)),
    Bad("bad/renamed_text.wav", 38, "quarantined", ("unreadable",), text_as_wav),
    Bad("bad/empty.wav", 22, "quarantined", ("unreadable", "truncated"), empty),
    Bad("bad/no_consent.mp3", None, "refused", ("no_consent",), spoken),
    Bad("bad/never_uploaded.wav", 4, "refused", ("missing_file",), None),
    Bad("../outside.wav", 13, "refused", ("path_outside",), None),
)


def same_speech(original: Path, target: Path) -> None:
    """The PCM of a wav once more, in a flac."""
    encode(original, target, "flac")
