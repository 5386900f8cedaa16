"""What is published is compressed where that is allowed, and not sent again."""

import base64
import gzip

import pytest

from helpdesk.platform.published import Published

TEXT = "Grüße " * 100
PAGE = Published("text/plain", TEXT, {"cache-control": "public, max-age=60"})


def answer(**headers: str):
    return PAGE.response({"headers": {name.replace("_", "-"): value for name, value in headers.items()}})


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip", "GZIP;q=0.5", "*", "identity;q=0, *;q=0.1", "gzip;q=0.001"])
def test_it_is_compressed_for_those_who_accept_it(accepted):
    response = answer(accept_encoding=accepted)
    assert (response["isBase64Encoded"], response["headers"]["content-encoding"]) == (True, "gzip")
    assert gzip.decompress(base64.b64decode(response["body"])).decode() == TEXT


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzip;q=0, *"])
def test_it_is_plain_for_others(accepted):
    response = answer(accept_encoding=accepted)
    assert response["body"] == TEXT
    assert "content-encoding" not in response["headers"]
    assert response["headers"]["vary"] == "accept-encoding"
    assert PAGE.response({})["body"] == TEXT


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", W/{}', 'W/{} , W/"other"', "*"])
def test_who_has_it_gets_it_not_again(form):
    tag = answer()["headers"]["etag"].removeprefix("W/")
    response = answer(if_none_match=form.format(tag), accept_encoding="gzip")
    assert (response["statusCode"], response["body"]) == (304, "")
    assert response["headers"] == {
        "etag": f"W/{tag}",
        "vary": "accept-encoding",
        "cache-control": "public, max-age=60",
    }


@pytest.mark.parametrize("form", ['"other"', "", "W/", '"'])
def test_who_has_another_version_gets_it(form):
    assert answer(if_none_match=form)["statusCode"] == 200
    assert Published("text/plain", "x", {}).response({})["headers"]["etag"] != answer()["headers"]["etag"]
