import pytest

from helpdesk.files.models import OCTET_STREAM
from helpdesk.files.types import ending_of, normal, type_of_name, usual_ending


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        (" Audio/X-WAV; rate=8000", "audio/wav"),
        ("image/heic", "image/heif"),
        ("application/x-rar-compressed", "application/vnd.rar"),
        ("binary/octet-stream", OCTET_STREAM),
        ("image", OCTET_STREAM),
    ],
)
def test_an_alias_of_a_type_is_normalised(written, usual):
    assert normal(written) == usual


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.PNG", "image/png"),
        ("a.csv", "text/csv"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsm", "application/vnd.ms-excel.sheet.macroenabled.12"),
        ("a.tar.gz", "application/gzip"),
        ("a.unheard", None),
        ("png", None),
    ],
)
def test_the_ending_of_a_name_stands_for_a_type(name, content_type):
    assert type_of_name(name) == content_type


@pytest.mark.parametrize(
    "ending", [".png", ".jpg", ".mp3", ".mp4", ".mov", ".pdf", ".txt", ".csv", ".zip", ".ogg", ".rar"]
)
def test_the_usual_ending_of_a_type_stands_for_it(ending):
    assert usual_ending(str(type_of_name(f"a{ending}"))) == ending


def test_not_every_dot_begins_an_ending():
    assert [ending_of(name) for name in ("a.b", "a.7z", "Nr. 5", "v1.2", ".profile", "a.", "a.with space")] == [
        *(".b", ".7z", "", "", "", "", "")
    ]
