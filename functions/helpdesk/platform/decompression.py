"""Undoes the Content-Encoding of a response, one bounded piece at a time: a megabyte of gzip may hold a gigabyte. Pure.

The requests ask for `identity`, and some servers compress nevertheless. Only what the standard library can undo is
supported: the packages for Brotli and Zstandard would be a fifth of the bundle, for servers that ignore the request.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping

PIECE_BYTES = 64 * 1024
_AUTOMATIC = zlib.MAX_WBITS | 32  # the header says whether it is gzip or zlib
_RAW = -zlib.MAX_WBITS
_GZIP_BEGINS = b"\x1f\x8b"
_MOST_ENCODINGS = 3
_MOST_MEMBERS = 10_000  # an empty member has 20 bytes and costs as much time as a full one


class UnknownEncoding(Exception):
    """Compressed in a way that is not supported."""


class Corrupt(Exception):
    """The compressed data is damaged, or ends early."""


def decompressed(chunks: Iterable[bytes], content_encoding: str) -> Iterator[bytes]:
    """Raises UnknownEncoding at once; Corrupt while it is read. A word that names no compression is ignored: some
    servers send `utf-8` or `aws-chunked`."""
    words = [word.strip().lower() for word in content_encoding.split(",")]
    names = [word for word in words if word in _DECODERS or word in _UNSUPPORTED]
    unsupported = [name for name in names if name in _UNSUPPORTED]
    if unsupported or len(names) > _MOST_ENCODINGS:
        raise UnknownEncoding(", ".join(unsupported or names[: _MOST_ENCODINGS + 1]))
    stream = iter(chunks)
    for name in reversed(names):
        stream = _DECODERS[name](_Chunks(stream))
    return stream


class _Chunks:
    """An iterator whose beginning can be looked at, and that takes back what was not used."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._ahead = b""

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        ahead, self._ahead = self._ahead, b""
        return ahead or next(self._chunks)

    def beginning(self, size: int) -> bytes:
        while len(self._ahead) < size and (chunk := next(self._chunks, None)) is not None:
            self._ahead += chunk
        return self._ahead[:size]

    def take_back(self, unused: bytes) -> None:
        self._ahead = unused + self._ahead


def _gunzipped(chunks: _Chunks) -> Iterator[bytes]:
    """One or more members; whatever follows them is ignored. Unchanged if it is not gzip: some servers say so of a file
    that they did not compress."""
    if chunks.beginning(2) != _GZIP_BEGINS:
        yield from chunks
        return
    for _ in range(_MOST_MEMBERS):
        engine = zlib.decompressobj(_AUTOMATIC)
        yield from _inflated(engine, chunks)
        chunks.take_back(engine.unused_data)
        if chunks.beginning(2) != _GZIP_BEGINS:
            return
    raise Corrupt("too many members")


def _deflated(chunks: _Chunks) -> Iterator[bytes]:
    """`deflate` means zlib's format, and many servers send the same without its header."""
    first = chunks.beginning(2)
    with_header = len(first) > 1 and first[0] & 15 == zlib.DEFLATED and int.from_bytes(first) % 31 == 0
    return _inflated(zlib.decompressobj(_AUTOMATIC if with_header else _RAW), chunks)


def _inflated(engine: "zlib._Decompress", chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield from _pieces(engine, chunk)
        if engine.eof:
            return
    raise Corrupt("the compressed data ends early")


def _pieces(engine: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    piece = b""
    while (chunk or len(piece) == PIECE_BYTES) and not engine.eof:
        try:
            piece = engine.decompress(chunk, PIECE_BYTES)
        except zlib.error as error:
            raise Corrupt(f"the compressed data is damaged: {error}") from error
        chunk = engine.unconsumed_tail
        if piece:
            yield piece


_DECODERS: Mapping[str, Callable[[_Chunks], Iterator[bytes]]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _deflated,
}
_UNSUPPORTED = {"br", "zstd", "compress", "x-compress", "dcb", "dcz"}
