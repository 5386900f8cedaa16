"""The same call for many things at once, because each of them waits for the network."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
S = TypeVar("S")
Parallel = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]
"""As `map`, perhaps several at once."""
_AT_ONCE = 16


def in_threads(do: Callable[[T], S], each: Sequence[T]) -> list[S]:
    """The results, in the order of what they are of. Raises what a call raises. One call alone needs no thread."""
    if len(each) < 2:
        return [do(one) for one in each]
    with ThreadPoolExecutor(min(_AT_ONCE, len(each))) as pool:
        return list(pool.map(do, each))
