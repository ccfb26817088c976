"""Who corrects: their languages, and which recordings are their own voice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accents.package_data import countries
from accents.taxonomy import TaxonomyError, load_taxonomy
from pipeline.errors import ReviewError, UnknownIdError
from pipeline.io.store.store import Store
from pipeline.tables import WorkerRow

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
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
        accents: Slugs of accents they know well.
        region: ISO 3166 code of where they work, for the floor of their pay.
    """

    worker_id: str
    languages: tuple[str, ...]
    own_voices: tuple[str, ...] = ()
    accents: tuple[str, ...] = ()
    region: str | None = None


def register(  # noqa: PLR0913 - a worker declares this much
    store: Store,
    worker_id: str,
    languages: Sequence[str],
    speaker_id: str | None,
    now: datetime,
    *,
    accents: Sequence[str] | None = None,
    region: str | None = None,
) -> None:
    """Write down a worker, or what a known worker now declares.

    Args:
        store: The database.
        worker_id: The name they go by.
        languages: BCP-47 tags; at least one.
        speaker_id: The id in the store of the speaker they are, if they are one.
        now: When.
        accents: Slugs of accents they know well; None leaves what they said before.
        region: ISO 3166 code of where they work; None leaves what they said before.

    Raises:
        ReviewError: The name cannot be one, no language is given, or there is no such accent or
            region.
    """
    worker_id = checked_worker_id(worker_id)
    tags = [usual_spelling(language) for language in languages]
    if not tags:
        raise ReviewError(
            "no language", expected="at least one BCP-47 tag", remedy="Add: --language en"
        )
    known = store.first(WorkerRow, worker_id=worker_id)
    declared = WorkerRow(
        worker_id=worker_id,
        languages=list(dict.fromkeys(tags)),
        accents=known.accents if known else (),
        region=known.region if known else None,
        speaker_id=speaker_id,
        created_at=known.created_at if known else now,
    )
    if accents is not None:
        slugs = list(dict.fromkeys(accent_slug(accent) for accent in accents))
        declared = replace(declared, accents=slugs)
    if region is not None:
        declared = replace(declared, region=region_code(region))
    with store.writing() as transaction:
        transaction.put("workers", [declared])


def find_worker(store: Store, worker_id: str) -> Worker | None:
    """Find a registered worker, or None."""
    row = store.first(WorkerRow, worker_id=worker_id)
    if row is None:
        return None
    return Worker(
        worker_id,
        tuple(row.languages),
        (row.speaker_id,) if row.speaker_id else (),
        tuple(row.accents),
        row.region,
    )


def known_worker(store: Store, worker_id: str, *, where: str = "--worker") -> Worker:
    """Find a worker who must be registered.

    Raises:
        UnknownIdError: Nobody of that id is registered.
    """
    name = checked_worker_id(worker_id)
    found = find_worker(store, name)
    if found is None:
        raise UnknownIdError(
            f"nobody is registered as {name!r}",
            expected="the id of a worker, letter by letter",
            where=where,
            remedy=f"Check its spelling; isogloss correct --worker {name} registers a new one.",
        )
    return found


def accent_slug(text: str) -> str:
    """Read an accent that a worker says they know.

    Raises:
        ReviewError: There is no such accent.

    Example:
        >>> accent_slug("EN-scotland ")
        'en-scotland'
    """
    slug = text.strip().lower()
    try:
        return load_taxonomy(slug).current(slug)
    except TaxonomyError as error:
        raise ReviewError(str(error).rstrip("."), where="--accent") from error


def region_code(text: str) -> str:
    """Read where a worker works, as an ISO 3166-1 or -2 code in capitals.

    Raises:
        ReviewError: There is no such country.

    Example:
        >>> region_code("ca-qc")
        'CA-QC'
    """
    code = text.strip().upper()
    if not _REGION.fullmatch(code) or code.split("-")[0] not in countries():
        raise ReviewError(
            f"{text!r:.40} is no region",
            expected="an ISO 3166 code such as GB or CA-QC",
            where="--region",
        )
    return code


def checked_worker_id(worker_id: str) -> str:
    """Check the name of a worker and strip the blanks around it.

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
    """Read a BCP-47 tag that somebody typed, and give it its usual spelling.

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
    """Spell a BCP-47 tag as it is usually written, so that `EN-gb` and `en-GB` are one language.

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
