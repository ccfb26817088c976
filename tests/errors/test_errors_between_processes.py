"""Errors come back whole from another process, for a Dask worker's is told in this one."""

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from pipeline import errors
from pipeline.errors import IsoglossError, RecogniserError, StoreError

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, IsoglossError)
]


def whole(kind: type[IsoglossError]) -> IsoglossError:
    return kind(
        "no column 'path'",
        expected="path, speaker_id",
        where="manifest.csv",
        remedy="Add it.",
        offenders=[f"row {number}" for number in range(12)],
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_survives_pickling_and_copying(kind: type[IsoglossError]) -> None:
    error = whole(kind)
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is kind
        assert str(again) == str(error)
        assert vars(again) == vars(error)
    assert "and 2 more" in str(error)


def test_notes_put_on_it_come_along() -> None:
    error = StoreError("busy", where="store")
    error.add_note("in batch 3")
    assert pickle.loads(pickle.dumps(error)).__notes__ == ["in batch 3"]


def test_an_error_raised_in_another_process_is_the_same_here() -> None:
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
        pytest.raises(RecogniserError) as caught,
    ):
        pool.submit(_fail).result()
    assert (caught.value.where, caught.value.remedy) == ("asr.model", "Install it.")
    assert str(caught.value) == "asr.model: no model. Install it."


def _fail() -> None:
    raise RecogniserError("no model", where="asr.model", remedy="Install it.")
