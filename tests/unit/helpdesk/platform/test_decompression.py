"""Undoing Content-Encoding in bounded pieces."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.decompression import PIECE_BYTES, Corrupt, UnknownEncoding, decompressed
from tests.support.samples import PNG


def raw_deflate(content):
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(content) + engine.flush()


def in_chunks(content, size):
    return [content[at : at + size] for at in range(0, len(content), size)]


PACKING = {"gzip": gzip.compress, "deflate": zlib.compress, "raw deflate": raw_deflate}


@pytest.mark.parametrize("packing", PACKING)
@given(content=st.binary(max_size=5000), size=st.integers(1, 3000))
def test_what_was_compressed_is_restored(packing, content, size):
    chunks = in_chunks(PACKING[packing](content), size)
    assert b"".join(decompressed(chunks, packing.split()[-1])) == content


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("GZIP", gzip.compress(PNG)),
        ("x-gzip", gzip.compress(PNG)),
        ("deflate, gzip", gzip.compress(zlib.compress(PNG))),
        ("aws-chunked, gzip", gzip.compress(PNG)),
        ("gzip", gzip.compress(PNG[:9]) + gzip.compress(b"") + gzip.compress(PNG[9:])),
        ("gzip", gzip.compress(PNG) + bytes(100)),
        ("gzip", PNG),
        ("utf-8", PNG),
        ("identity", PNG),
        ("", PNG),
    ],
    ids=["upper case", "x-gzip", "two", "no compression", "members", "padding", "not gzip", "charset", "none", "empty"],
)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_a_file_arrives_as_it_was_before_the_server_encoded_it(header, body, size):
    assert b"".join(decompressed(in_chunks(body, size), header)) == PNG


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_bomb_comes_in_small_pieces(packing):
    bomb = PACKING[packing](bytes(20 * 1024 * 1024))
    read = []

    def chunks():
        for chunk in in_chunks(bomb, 1000):
            read.append(chunk)
            yield chunk

    pieces = decompressed(chunks(), packing)
    assert [len(next(pieces)) for _ in range(8)] == [PIECE_BYTES] * 8
    assert len(read) <= 2, "no more is read than is taken"


def test_a_bomb_within_a_bomb_comes_in_small_pieces():
    bomb = gzip.compress(gzip.compress(bytes(20 * 1024 * 1024)))
    assert max(map(len, decompressed([bomb], "gzip, gzip"))) <= PIECE_BYTES


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("gzip", gzip.compress(PNG)[:-9]),
        ("gzip", gzip.compress(PNG)[:30] + b"xx" + gzip.compress(PNG)[32:]),
        ("gzip", b"\x1f\x8b"),
        ("deflate", zlib.compress(PNG)[:-2]),
        ("deflate", b"neither of the two formats"),
        ("deflate", b""),
        ("gzip", gzip.compress(b"") * 10_001),
    ],
    ids=["cut", "damaged", "only a beginning", "cut deflate", "no deflate", "nothing", "too many members"],
)
def test_damaged_data_is_an_error(header, body):
    with pytest.raises(Corrupt):
        list(decompressed([body], header))


@pytest.mark.parametrize("header", ["br", "zstd", "gzip, br", "compress", "gzip, gzip, gzip, gzip"])
def test_what_cannot_be_undone_is_not_passed_on_compressed(header):
    with pytest.raises(UnknownEncoding, match=header.rpartition(" ")[2]):
        decompressed([b"x"], header)
