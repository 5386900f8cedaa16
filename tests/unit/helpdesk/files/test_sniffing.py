import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.files.models import OCTET_STREAM
from helpdesk.files.sniffing import normal, sniff
from tests.support.samples import HTML, OF_TYPE, PNG, zipped

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXE = b"MZ\x90\0" + bytes(60)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
NOTHING_KNOWN = bytes(range(7, 200))


@pytest.mark.parametrize("content_type", OF_TYPE)
@pytest.mark.parametrize("declared", [None, OCTET_STREAM])
def test_an_undeclared_type_is_detected_from_the_first_bytes(content_type, declared):
    found = sniff(OF_TYPE[content_type], declared)
    assert (found.content_type, found.fits) == (content_type, True)


@pytest.mark.parametrize("content_type", OF_TYPE)
def test_a_correctly_declared_type_is_kept(content_type):
    found = sniff(OF_TYPE[content_type], f"{content_type.upper()}; charset=utf-8")
    assert (found.content_type, found.fits) == (content_type, True)


@pytest.mark.parametrize(
    ("beginning", "declared"),
    [
        (b"a,b\n1,2\n", "text/csv"),
        (b'{"a": 1}', "application/json"),
        (b"# Title\n", "text/markdown"),
        (b"BEGIN:VCARD\nVERSION:3.0\n", "text/vcard"),
        (b"<?xml version='1.0'?><svg/>", "image/svg+xml"),
        (zipped("word/document.xml", "[Content_Types].xml"), DOCX),
        (zipped("content.xml"), "application/vnd.oasis.opendocument.text"),
        (OLE, "application/vnd.ms-excel"),
        (OF_TYPE["video/mp4"], "video/quicktime"),
        (OF_TYPE["audio/ogg"], "audio/opus"),
        (NOTHING_KNOWN, "application/x-own"),
        (b"x" * 10 + "ü".encode()[:1], "text/plain"),
    ],
)
def test_a_declared_type_that_the_first_bytes_allow_is_used(beginning, declared):
    found = sniff(beginning, declared)
    assert (found.content_type, found.fits) == (declared, True)


@pytest.mark.parametrize(
    ("beginning", "declared", "is_really"),
    [
        (HTML, "image/png", "text/html"),
        (HTML, "application/pdf", "text/html"),
        (PNG, "image/jpeg", "image/png"),
        (PNG, "text/plain", "image/png"),
        (EXE, "image/png", "application/vnd.microsoft.portable-executable"),
        (EXE, "application/zip", "application/vnd.microsoft.portable-executable"),
        (NOTHING_KNOWN, "video/mp4", OCTET_STREAM),
        (NOTHING_KNOWN, "text/plain", OCTET_STREAM),
        (b"Hello", "audio/mpeg", "text/plain"),
        (zipped("a"), "application/pdf", "application/zip"),
    ],
)
def test_a_false_type_is_detected(beginning, declared, is_really):
    found = sniff(beginning, declared)
    assert (found.content_type, found.fits) == (is_really, False)


@given(st.binary(max_size=300), st.none() | st.sampled_from([*OF_TYPE, "", "x", "a/b"]) | st.text(max_size=20))
def test_any_content_has_a_type(beginning, declared):
    found = sniff(beginning, declared)
    assert found.content_type
    assert found.fits or declared


def test_an_alias_of_a_type_is_normalised():
    assert normal(" Audio/X-WAV; rate=8000") == "audio/wav"
