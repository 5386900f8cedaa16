import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.files.models import OCTET_STREAM
from helpdesk.files.sniffing import contradicts, sniff, sniff_named
from tests.support.samples import HTML, OF_TYPE, PNG, with_brands, zipped

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLS = "application/vnd.ms-excel"
XLSM = "application/vnd.ms-excel.sheet.macroenabled.12"
EXE = b"MZ\x90\0" + bytes(60)
EXE_TYPE = "application/vnd.microsoft.portable-executable"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
RAR = b"Rar!\x1a\x07\x01\0" + bytes(60)
OLD_RAR = b"Rar!\x1a\x07\0" + bytes(60)
PDF = OF_TYPE["application/pdf"]
NOTHING_KNOWN = bytes(range(7, 200))
CSV = "Straße;Preis\r\nGrün;5 €\r\n"


@pytest.mark.parametrize("content_type", OF_TYPE)
@pytest.mark.parametrize("declared", [None, OCTET_STREAM, "binary/octet-stream"])
def test_an_undeclared_type_is_detected_from_the_first_bytes(content_type, declared):
    assert sniff(OF_TYPE[content_type], declared) == content_type


@pytest.mark.parametrize("content_type", OF_TYPE)
def test_a_correctly_declared_type_is_kept(content_type):
    assert sniff(OF_TYPE[content_type], f"{content_type.upper()}; charset=utf-8") == content_type


@pytest.mark.parametrize(
    ("beginning", "declared"),
    [
        (b"a,b\n1,2\n", "text/csv"),
        (b'{"a": 1}', "application/json"),
        (b"# Title\n", "text/markdown"),
        (b"BEGIN:VCARD\nVERSION:3.0\n", "text/vcard"),
        (b"<?xml version='1.0'?><svg/>", "image/svg+xml"),
        (b"#EXTM3U\n", "audio/x-mpegurl"),
        (b"From: a@b.example\nTo: c@d.example\n\nHi", "message/rfc822"),
        (zipped("word/document.xml", "[Content_Types].xml"), DOCX),
        (zipped("content.xml"), "application/vnd.oasis.opendocument.text"),
        (zipped("xl/workbook.bin", "xl/vbaProject.bin"), XLSM),
        (zipped("Index/Document.iwa"), "application/vnd.apple.pages"),
        (zipped("Index/Document.iwa"), "application/x-iwork-keynote-sffkey"),
        (OLE, XLS),
        (OLE, "application/x-hwp"),
        (OF_TYPE["video/mp4"], "video/quicktime"),
        (OF_TYPE["video/mp4"], "audio/mp4"),
        (OF_TYPE["audio/ogg"], "audio/opus"),
        (b"text before\n" + PDF, "application/pdf"),
        (NOTHING_KNOWN, "application/x-own"),
        (NOTHING_KNOWN, "image/x-tga"),
        (NOTHING_KNOWN, "video/mp2t"),
        (b"x" * 10 + "ü".encode()[:1], "text/plain"),
    ],
)
def test_a_declared_type_that_the_first_bytes_allow_is_used(beginning, declared):
    assert sniff(beginning, declared) == declared


@pytest.mark.parametrize(
    "beginning",
    [
        *(CSV.encode(encoding) for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32")),
        b"\xfe\xff" + CSV.encode("utf-16-be"),
        "a;b\r\n1;2\r\n".encode("utf-16-le"),
        "a;b\r\n1;2\r\n".encode("utf-16-be"),
        "Preis;1\u00a0000\u202f€\u2028".encode(),
        b"\x1b[31mred\x1b[0m\f",
        "Имя;Цена".encode("koi8-r"),
        "名前;値段".encode("shift_jis"),
    ],
    ids=[
        *("utf-8", "byte-order mark", "windows-1252", "utf-16", "utf-32", "utf-16be"),
        *("utf-16le without mark", "utf-16be without mark", "spaces", "terminal", "koi8-r", "shift-jis"),
    ],
)
def test_text_is_text_in_any_charset(beginning):
    assert sniff(beginning, "text/csv") == "text/csv"
    assert sniff(beginning, OCTET_STREAM) == "text/plain"
    assert sniff_named(beginning, "a.csv", OCTET_STREAM) == "text/csv"
    assert sniff_named(beginning, "a.csv", XLS) == "text/csv"
    assert sniff_named(beginning, "a.xls", XLS) == "text/plain"


@pytest.mark.parametrize(
    ("beginning", "declared", "is_really"),
    [
        (PNG, "image/jpeg", "image/png"),
        (OF_TYPE["image/webp"], "image/jpeg", "image/webp"),
        (PNG, "text/plain", "image/png"),
        (PNG, "application/pdf", "image/png"),
        (with_brands("mif1", "mif1", "heic"), "video/mp4", "image/heif"),
        (HTML, "application/pdf", "text/html"),
        (HTML, XLS, "text/html"),
        (b"\xef\xbb\xbf\n" + HTML, OCTET_STREAM, "text/html"),
        (b"\r\n\r\n" + PDF, None, "application/pdf"),
        (RAR, "application/x-rar", "application/vnd.rar"),
        (OLD_RAR, "application/vnd.rar", "application/vnd.rar"),
        (RAR, "application/zip", "application/vnd.rar"),
        (EXE, "application/zip", EXE_TYPE),
        (zipped("a"), "application/pdf", "application/zip"),
        (zipped("a"), "application/json", "application/zip"),
        (NOTHING_KNOWN, "video/mp4", OCTET_STREAM),
        (NOTHING_KNOWN, "text/plain", OCTET_STREAM),
        (NOTHING_KNOWN, "application/json", OCTET_STREAM),
        (b"BM is how this text begins", None, "text/plain"),
    ],
)
def test_a_file_is_what_was_found(beginning, declared, is_really):
    assert sniff(beginning, declared) == is_really
    assert not declared or not contradicts(is_really, declared)


@pytest.mark.parametrize(
    ("beginning", "declared"),
    [
        (HTML, "image/png"),
        (b"\n\n" + HTML, "image/jpg"),
        (EXE, "image/png"),
        (PDF, "video/mp4"),
        (b"Hello", "audio/mpeg"),
    ],
)
def test_what_is_passed_off_as_a_picture_a_sound_or_a_film_is_noticed(beginning, declared):
    assert contradicts(sniff(beginning, declared), declared)


@given(st.binary(max_size=300), st.none() | st.sampled_from([*OF_TYPE, "", "x", "a/b"]) | st.text(max_size=20))
def test_any_content_has_a_type(beginning, declared):
    found = sniff(beginning, declared)
    assert found
    assert not contradicts(found, OCTET_STREAM)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300), st.sampled_from(["cp1252", "utf-8"]))
def test_no_text_is_taken_for_something_binary(text, charset):
    assert sniff(text.encode(charset, "replace"), "text/csv") == "text/csv"
