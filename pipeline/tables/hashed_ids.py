"""Ids that follow from what they name: the same facts give the same id, in every store, for ever.

So what is written twice, by a retry or by a stage that runs again, is still one row.
"""

import hashlib
from datetime import datetime

ID_LETTERS = 24
"""Hexadecimal digits of an id after its prefix: 96 bits, so that no two rows collide."""


def hash_id(prefix: str, *parts: str | datetime) -> str:
    """Make an id out of what it names.

    Stores hold ids that were made by this function: neither the bytes that are hashed nor their
    order may ever change for a table that exists.

    Args:
        prefix: A letter that tells a reader what the id is of.
        parts: What is named, in an order that stays; a time stands as its ISO form.

    Example:
        >>> hash_id("d", "u1", "queued")
        'dc5771514b56ad3c4e6bebc8a'
    """
    text = "\0".join(part.isoformat() if isinstance(part, datetime) else part for part in parts)
    return prefix + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LETTERS]
