import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.files.names import cleaned, complete, of_address, of_disposition


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.png", "a.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.txt", "a.txt"),
        ("a/b/", "b"),
        ("a\r\nb\0\u202ec.txt", "abc.txt"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("\u2066a\u2069\u200f\ufeff\u200b.txt", "a.txt"),
        (" . a.txt. ", "a.txt"),
        ("..", None),
        ("", None),
        (" \u3164\u200b\u200d ", None),
        ("100%20off.pdf", "100%20off.pdf"),
        ("x" * 300, "x" * 255),
        ("x" * 300 + ".docx", "x" * 250 + ".docx"),
        ("half \ud83d.png", "half .png"),
        # spaces and joiners of other scripts
        ("写真\u30001.png", "写真\u30001.png"),
        ("1\u00a0000\u202f€.pdf", "1\u00a0000\u202f€.pdf"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),  # noqa: RUF001 - Persian
        ("क्\u200dष.pdf", "क्\u200dष.pdf"),
        ("👩\u200d🚀 ❤️.png", "👩\u200d🚀 ❤️.png"),
        ("\u0601\u0661.pdf", "\u0601\u0661.pdf"),
    ],
)
def test_a_name_is_one_line_without_a_path_and_without_tricks(name, shown):
    assert cleaned(name) == shown


@given(st.text())
def test_a_cleaned_name_stays_as_it_is(name):
    shown = cleaned(name)
    assert shown is None or cleaned(shown) == shown
    assert shown is None or (0 < len(shown) <= 255 and not {"/", "\\", "\n", "\u202e"} & {*shown})


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://x.example/a/b.png?c=d/e.exe#f", "b.png"),
        ("https://x.example/a%20b.png", "a b.png"),
        ("https://x.example/o/images%2Fcat%2Epng?alt=media", "cat.png"),
        ("https://x.example/%2e%2e%2f%2e%2e%2fpasswd", "passwd"),
        ("https://x.example/%E2%80%AEgpj.exe", "gpj.exe"),
        ("https://x.example/Gr%C3%BC%C3%9Fe.png", "Grüße.png"),
        ("https://x.example/a/", "a"),
        ("https://x.example/photo.php?id=7", "photo"),
        ("https://x.example/", None),
        ("https://x.example", None),
        ("https://x.example/%2F", None),
    ],
)
def test_a_name_from_the_address_is_decoded(url, name):
    assert of_address(url) == name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="a b.pdf"', "a b.pdf"),
        ("attachment; filename=a.pdf", "a.pdf"),
        ("attachment; filename=my picture.png", "my picture.png"),
        ("inline; FileName=a.pdf", "a.pdf"),
        ("attachment; filename=\"EURO.txt\"; filename*=UTF-8''%e2%82%ac%20rates.txt", "€ rates.txt"),
        ("attachment; filename*=UTF-8''%e2%82%ac.txt; filename=\"EURO.txt\"", "€.txt"),
        ("attachment; filename*=iso-8859-1'en'%A3%20rates.txt", "£ rates.txt"),
        ("attachment; filename*=nonsense''%41; filename=b.png", "b.png"),
        ("attachment; filename*=UTF-8''%FF%FE.png; filename=b.png", "b.png"),
        ("attachment; filename*0*=UTF-8''a%20; filename*1=b.png", "a b.png"),
        ('attachment; filename="a\\"b;c.png"', 'a"b;c.png'),
        ('attachment; filename="a%20b.png"', "a b.png"),
        ('attachment; filename="=?UTF-8?B?R3LDvMOfZS5wbmc=?="', "Grüße.png"),
        ('attachment; filename="Grüße.png"'.encode().decode("latin-1"), "Grüße.png"),
        ('attachment; filename="Grüße.png"', "Grüße.png"),
        ('attachment; filename="../../a.png"', "a.png"),
        ("attachment; filename*=UTF-8''%2e%2e%2f%E2%80%AEgpj.exe", "gpj.exe"),
        ('attachment; filename=""', None),
        ("attachment", None),
        ("inline; name=a.png", None),
        ("", None),
        (f"attachment; filename*{'9' * 5000}=a", None),
    ],
)
def test_a_name_from_the_server(header, name):
    assert of_disposition(header) == name


@given(
    st.lists(
        st.sampled_from(["filename", "*", "=", "'", '"', ";", "UTF-8", "%", "=?utf-8?b?", "?=", "\\", "\r\n", "9"])
    )
    | st.lists(st.text(st.characters(codec="latin-1")))
)
def test_any_header_of_a_server_is_survived(words):
    name = of_disposition("attachment; " + "".join(words))
    assert name is None or cleaned(name) == name


@pytest.mark.parametrize(
    ("name", "content_type", "shown"),
    [
        (None, "image/png", "file.png"),
        (None, "application/octet-stream", "file"),
        ("photo", "image/jpeg", "photo.jpg"),
        ("photo", "image/heif", "photo.heic"),
        ("voice", "audio/ogg", "voice.ogg"),
        ("Nr. 5", "application/pdf", "Nr. 5.pdf"),
        ("2026.11.26", "text/plain", "2026.11.26.txt"),
        ("photo.jpg", "image/png", "photo.jpg"),
        ("a.tar.gz", "application/gzip", "a.tar.gz"),
        ("film.mp4", "video/mp4", "film.mp4"),
        ("x" * 255, "image/png", "x" * 251 + ".png"),
        ("own", "application/x-own", "own"),
    ],
)
def test_a_name_without_an_ending_gets_that_of_the_type(name, content_type, shown):
    assert complete(name, content_type) == shown
