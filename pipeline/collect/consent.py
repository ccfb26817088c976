"""Consent: what a speaker allowed, and whether it holds now.

Consent is read narrowly. Only the exact names of purposes count; "yes", "all" or a sentence
name no purpose, so they allow nothing, and the refusal says which words were found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from pipeline.settings import ConsentSettings
from pipeline.tables import PURPOSES

GUARDIAN = "guardian"
"""Beside the purposes in a consent cell: a guardian consented for a minor."""

_WORDS_SHOWN = 5


@dataclass(frozen=True)
class Purposes:
    """What a consent cell says.

    Attributes:
        allowed: Purposes, in the order of `pipeline.tables.PURPOSES`.
        guardian: Whether a guardian consented.
        unknown: Words that name no purpose, as they were written.
    """

    allowed: tuple[str, ...]
    guardian: bool = False
    unknown: tuple[str, ...] = ()


def split_purposes(text: str) -> tuple[str, ...]:
    """Split a consent cell into words; `;` alone separates, as in the manifest's contract.

    Blanks and commas do not, for "no training" and "any but training, publication" must not
    become consent to training and publication.

    Example:
        >>> split_purposes("transcription; training")
        ('transcription', 'training')
    """
    return tuple(word for part in text.split(";") if (word := part.strip()))


@lru_cache(maxsize=1024)
def parse_purposes(words: tuple[str, ...]) -> Purposes:
    """Sort the words of a consent cell into purposes, the guardian's mark and the unknown.

    Example:
        >>> parse_purposes(("Training", "yes", "guardian"))
        Purposes(allowed=('training',), guardian=True, unknown=('yes',))
    """
    plain = {word.casefold() for word in words}
    known = {*PURPOSES, GUARDIAN}
    return Purposes(
        allowed=tuple(purpose for purpose in PURPOSES if purpose in plain),
        guardian=GUARDIAN in plain,
        unknown=tuple(word for word in words if word.casefold() not in known),
    )


def why_no_purpose(purposes: Purposes) -> str:
    """Say to a person why a consent cell allows nothing.

    Example:
        >>> why_no_purpose(parse_purposes(("yes",)))[:43]
        "the consent column says 'yes', which names "
    """
    way_out = (
        f"expected one or more of {', '.join(PURPOSES)}, separated by ';' (for a published "
        "release: consent_for_release in the settings)"
    )
    if not purposes.unknown:
        return f"no consent is recorded; {way_out}"
    words = ", ".join(repr(word[:40]) for word in purposes.unknown[:_WORDS_SHOWN])
    return f"the consent column says {words}, which names no purpose; {way_out}"


@dataclass(frozen=True)
class Consent:
    """One speaker's consent, as kept in the store.

    Attributes:
        speaker_id: Whose.
        purposes: What was allowed, of `pipeline.tables.PURPOSES`.
        text_version: Version of the text the speaker was shown.
        text_language: Its language, BCP-47.
        text_sha256: Its hash.
        given_at: From when it holds, with a time zone.
        expires_at: When the period is over for which keeping the data was promised.
        guardian: Whether a guardian gave it.
        withdrawn_at: When it was withdrawn, or None.
    """

    speaker_id: str
    purposes: tuple[str, ...]
    text_version: str
    text_language: str
    text_sha256: str
    given_at: datetime
    expires_at: datetime
    guardian: bool = False
    withdrawn_at: datetime | None = None


def record_consent(
    speaker_id: str, purposes: Purposes, settings: ConsentSettings, given_at: datetime
) -> Consent:
    """Write down what a speaker allowed, under which text, and until when.

    Args:
        speaker_id: Whose consent it is, as the store knows the speaker.
        purposes: What the consent cell says.
        settings: The text shown to speakers, and the retention period.
        given_at: From when it holds, with a time zone.

    Returns:
        The consent.

    Example:
        >>> from datetime import UTC
        >>> given = datetime(2026, 1, 1, tzinfo=UTC)
        >>> settings = ConsentSettings(retention_days=31)
        >>> consent = record_consent("s1", parse_purposes(("training",)), settings, given)
        >>> consent.expires_at.date().isoformat()
        '2026-02-01'
    """
    return Consent(
        speaker_id,
        purposes.allowed,
        settings.text_version,
        settings.text_language,
        settings.text_sha256,
        given_at,
        given_at + timedelta(days=settings.retention_days),
        guardian=purposes.guardian,
    )


@dataclass(frozen=True)
class Permission:
    """Whether a use is allowed, and if not, why.

    Attributes:
        allowed: Yes or no.
        reason: Empty, or one of never_given, withdrawn, expired, not_this_purpose.
    """

    allowed: bool
    reason: str = ""


def allows(consents: Iterable[Consent], purpose: str, now: datetime) -> Permission:
    """Tell whether a speaker's data may be used for a purpose now.

    A withdrawal closes every consent given up to it: whoever takes back the last word given
    takes back all of it. A consent given afterwards opens the door again. Consent lapses when
    the retention period that was promised is over.

    Args:
        consents: All consents of one speaker, in any order.
        purpose: One of `pipeline.tables.PURPOSES`.
        now: The time of the use, with a time zone.

    Returns:
        The permission, or the reason there is none.

    Raises:
        ValueError: if there is no such purpose; a mistake in our own code.

    Example:
        >>> from datetime import UTC
        >>> given = datetime(2026, 1, 1, tzinfo=UTC)
        >>> said = parse_purposes(("training",))
        >>> consent = record_consent("s1", said, ConsentSettings(), given)
        >>> allows([consent], "publication", given)
        Permission(allowed=False, reason='not_this_purpose')
        >>> allows([consent], "training", given).allowed
        True
    """
    if purpose not in PURPOSES:
        raise ValueError(f"no purpose {purpose!r}; there are {', '.join(PURPOSES)}")
    given = [consent for consent in consents if consent.given_at <= now]
    if not given:
        return Permission(allowed=False, reason="never_given")
    withdrawals = (consent.withdrawn_at for consent in given if consent.withdrawn_at)
    last = max((time for time in withdrawals if time <= now), default=None)
    standing = [consent for consent in given if last is None or consent.given_at > last]
    if not standing:
        return Permission(allowed=False, reason="withdrawn")
    kept = [consent for consent in standing if now < consent.expires_at]
    if not kept:
        return Permission(allowed=False, reason="expired")
    if not any(purpose in consent.purposes for consent in kept):
        return Permission(allowed=False, reason="not_this_purpose")
    return Permission(allowed=True)
