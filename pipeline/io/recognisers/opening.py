"""Recognisers by name: the settings say which, this opens it."""

from pathlib import Path

from pipeline.io.recognisers.command import open_command
from pipeline.io.recognisers.whisper import open_whisper
from pipeline.settings import AsrSettings
from pipeline.transcribe.recogniser import Recogniser


def open_recogniser(settings: AsrSettings, language: str, cache: Path) -> Recogniser:
    """Open the recogniser of the settings, ready to say who it is; a model loads when first used.

    Args:
        settings: Section `asr`.
        language: Of the campaign, BCP-47.
        cache: A folder for models that come in parts.

    Raises:
        RecogniserError: No model, a wrong one, one that cannot hear the language, no command.
        DiskFullError: No room to join a model's parts.
    """
    if settings.engine == "command":
        return open_command(settings.command, language)
    return open_whisper(settings, language, cache)
