"""What things are called in the store: hashes that say nothing of a person without the key."""

import hashlib

from pipeline.io.workspace import Workspace

ID_LETTERS = 24


def path_key(workspace: Workspace, path: str) -> str:
    """The keyed hash that stands for a path of a manifest; paths may hold names."""
    return workspace.keyed("path", path.strip())


def utterance_id_of(speaker_id: str, audio_sha256: str) -> str:
    """Name of an utterance: the same speaker and the same bytes give the same name."""
    digest = hashlib.sha256(f"{speaker_id}:{audio_sha256}".encode()).hexdigest()
    return "u" + digest[:ID_LETTERS]


def speaker_tombstone(workspace: Workspace, speaker_id: str) -> str:
    """What is left of a withdrawn speaker."""
    return workspace.keyed("tombstone speaker", speaker_id)


def audio_tombstone(workspace: Workspace, pcm_sha256: str) -> str:
    """What is left of an erased recording."""
    return workspace.keyed("tombstone audio", pcm_sha256)
