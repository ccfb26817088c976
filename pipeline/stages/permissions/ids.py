"""What things are called in the store: hashes that say nothing of a person without the key."""

from pipeline.io.workspace import Workspace
from pipeline.tables import hash_id


def path_key(workspace: Workspace, path: str) -> str:
    """Make the keyed hash that stands for a path of a manifest; paths may hold names."""
    return workspace.keyed("path", path.strip())


def name_utterance(speaker_id: str, audio_sha256: str) -> str:
    """Name an utterance: the same speaker and the same bytes give the same name."""
    return hash_id("u", f"{speaker_id}:{audio_sha256}")


def speaker_tombstone(workspace: Workspace, speaker_id: str) -> str:
    """Make the id of the tombstone that is left of a withdrawn speaker."""
    return workspace.keyed("tombstone speaker", speaker_id)


def audio_tombstone(workspace: Workspace, pcm_sha256: str) -> str:
    """Make the id of the tombstone that is left of an erased recording."""
    return workspace.keyed("tombstone audio", pcm_sha256)
