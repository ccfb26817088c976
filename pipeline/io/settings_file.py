"""isogloss.toml: read and checked, or written afresh with the defaults a new user needs."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import SettingsError
from pipeline.settings import Settings

FILE_NAME = "isogloss.toml"

DEFAULT_TEXT = """\
# Isogloss: the settings of this workspace. What is not named here has its default;
# docs/settings.md lists every key. An unknown key is an error.

[campaign]
name = "default"
language = "en"

[asr]
# A name (tiny.en, base), a folder with a model, or a name faster-whisper downloads.
model = "tiny.en"

[review]
# What a speaker was asked to read is not what they said: true labels such references "prompt".
prompt_is_reference = false
# How many people hear each recording to begin with; more are asked until two agree.
listeners = 2

[pay]
# What a corrected recording pays, and the least an hour of work must come to, by region.
currency = "EUR"
per_item = 0.0
# hourly_floor = { FR = 11.88, "" = 8.0 }

[report]
policy = "basic-1"
against = "rest"
min_speakers = 10

[schedule]
# When `isogloss serve` runs everything: minute hour day month weekday.
cron = "0 2 * * *"
timezone = "UTC"
inbox = "inbox"
"""


def read_settings(path: Path) -> Settings:
    """The settings in a file.

    Raises:
        SettingsError: it is no TOML, or a key or value is not understood; says which.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"not valid TOML ({error})",
            where=str(path),
            remedy="Mend that line, or move the file aside and run: isogloss init",
        ) from error
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path)) from error
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(
            f"{error.error_count()} setting(s) not understood",
            where=str(path),
            remedy="Mend or remove them; docs/settings.md lists every key.",
            offenders=[
                f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}, found "
                f"{one['input']!r:.80}"
                for one in error.errors()
            ],
        ) from error
