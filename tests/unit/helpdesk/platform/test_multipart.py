"""The form's body, read by the standard library's parser of MIME."""

from email import message_from_bytes
from email.message import Message
from email.policy import HTTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.multipart import Form, FormFile


def file(content: bytes, name: str = "a.bin") -> FormFile:
    return FormFile(name, "application/octet-stream", len(content), lambda: iter([content[:3], content[3:]]))


def parsed(form: Form) -> list[Message]:
    body = b"".join(form.body.read())
    assert len(body) == form.body.size
    message = message_from_bytes(f"Content-Type: {form.content_type}\r\n\r\n".encode() + body, policy=HTTP)
    return list(message.iter_parts())


def test_fields_and_files_are_parts_with_their_names():
    [field, upload] = parsed(Form({"caption": "Ünïcode"}, {"photo": file(b"\0\r\n--\xff", 'a"b\r\n.png')}))
    assert field.get_param("name", header="content-disposition") == "caption"
    assert field.get_payload(decode=True) == "Ünïcode".encode()
    assert upload.get_content_type() == "application/octet-stream"
    assert upload.get_param("filename", header="content-disposition") == "a%22b%0D%0A.png"
    assert upload.get_payload(decode=True) == b"\0\r\n--\xff"


def test_a_name_is_written_as_it_is():
    body = b"".join(Form({}, {"document": file(b"", "отчёт.pdf")}).body.read())
    assert 'filename="отчёт.pdf"'.encode() in body


def test_no_two_forms_have_the_same_boundary():
    assert Form({}, {}).boundary != Form({}, {}).boundary


@given(st.lists(st.binary(max_size=50).filter(lambda content: not content.endswith((b"\n", b"\r"))), max_size=4))
def test_the_bytes_of_every_file_arrive(contents):
    files = {f"file{at}": file(content) for at, content in enumerate(contents)}
    found = parsed(Form({"text": "Hi"}, files))[1:]
    assert [part.get_payload(decode=True) for part in found] == contents


@pytest.mark.parametrize("text", ["--kanaal", "a\r\n--b--\r\n"])
def test_a_text_cannot_end_its_part(text):
    [field] = parsed(Form({"text": text}, {}))
    assert field.get_payload(decode=True) == text.encode()
