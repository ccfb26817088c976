"""Who corrects: their languages, and which recordings are their own voice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import ReviewError
from pipeline.io.store import Store

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_SCRIPT_LETTERS = 4
_REGION_LETTERS = 2
_LONGEST_WORKER_ID = 64


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker.

    Attributes:
        worker_id: The name they go by here.
        languages: BCP-47 tags they declared; they get nothing else.
        own_voices: Speaker ids of their own recordings, which they never get.
    """

    worker_id: str
    languages: tuple[str, ...]
    own_voices: tuple[str, ...] = ()


def register(
    store: Store,
    worker_id: str,
    languages: Sequence[str],
    speaker_id: str | None,
    now: datetime,
) -> None:
    """Write down a worker, or what a known worker now declares.

    Args:
        store: The database.
        worker_id: The name they go by.
        languages: BCP-47 tags; at least one.
        speaker_id: The id in the store of the speaker they are, if they are one.
        now: When.

    Raises:
        ReviewError: The name cannot be one, or no language is given.
    """
    worker_id = checked_worker_id(worker_id)
    tags = [usual_spelling(language) for language in languages]
    if not tags:
        raise ReviewError(
            "no language", expected="at least one BCP-47 tag", remedy="Add: --language en"
        )
    known = store.read("workers", where={"worker_id": worker_id}).to_dict("records")
    with store.writing() as transaction:
        transaction.put(
            "workers",
            [
                {
                    "worker_id": worker_id,
                    "languages": list(dict.fromkeys(tags)),
                    "speaker_id": speaker_id,
                    "created_at": known[0]["created_at"] if known else now,
                }
            ],
        )


def find_worker(store: Store, worker_id: str) -> Worker | None:
    """A registered worker, or None."""
    rows = store.read("workers", where={"worker_id": worker_id}).to_dict("records")
    if not rows:
        return None
    voice = rows[0]["speaker_id"]
    return Worker(worker_id, tuple(rows[0]["languages"]), (voice,) if voice else ())


def checked_worker_id(worker_id: str) -> str:
    """The name without blanks around it.

    Raises:
        ReviewError: It is empty, longer than 64 characters, or holds unprintable characters.
    """
    name = worker_id.strip()
    if not name or len(name) > _LONGEST_WORKER_ID or not name.isprintable():
        raise ReviewError(
            f"{worker_id!r:.80} is no worker id",
            expected="1 to 64 printable characters",
            where="--worker",
        )
    return name


def language_tag(text: str) -> str:
    """A BCP-47 tag that somebody typed, in its usual spelling.

    Raises:
        ReviewError: It is no tag.
    """
    if not _TAG.fullmatch(text.strip()):
        raise ReviewError(
            f"{text!r:.40} is no language tag",
            expected="a BCP-47 tag such as en, fr-CA or de",
            where="--language",
        )
    return usual_spelling(text)


def usual_spelling(tag: str) -> str:
    """A BCP-47 tag as it is usually written, so that `EN-gb` and `en-GB` are one language.

    Example:
        >>> usual_spelling("EN-gb"), usual_spelling("zh-hant-TW")
        ('en-GB', 'zh-Hant-TW')
    """
    first, *others = tag.strip().split("-")
    return "-".join([first.lower(), *map(_usual_case, others)])


def _usual_case(subtag: str) -> str:
    if len(subtag) == _SCRIPT_LETTERS and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == _REGION_LETTERS else subtag.lower()
