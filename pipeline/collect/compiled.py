"""Compile a function to machine code, keeping its type for the checker.

The code is compiled at the first call and cached on disk; it runs without the interpreter's
lock, so that threads of a flow measure side by side.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with exact IEEE arithmetic.

    Args:
        function: Of numbers and arrays only.
    """
    return cast("Callable[P, R]", numba.njit(nogil=True, cache=True, error_model="numpy")(function))


def compiled_fast(function: Callable[P, R]) -> Callable[P, R]:
    """Compile, letting sums be reordered; not for anything that must tell NaN from numbers.

    Args:
        function: Of numbers and arrays only.
    """
    jit = numba.njit(nogil=True, cache=True, error_model="numpy", fastmath=True)
    return cast("Callable[P, R]", jit(function))
