"""Films, sounds and pictures share one container; brands tell them apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.files.brands import type_by_brand
from tests.support.samples import PNG, with_brands


@pytest.mark.parametrize(
    ("brands", "content_type"),
    [
        ("heic mif1 heic", "image/heif"),
        ("mif1 mif1 heic miaf", "image/heif"),
        ("mif1 MiHB miaf tmap", "image/heif"),
        ("msf1 msf1 hevc iso8", "image/heif"),
        ("heix mif1", "image/heif"),
        ("MiPr mif1 heic", "image/heif"),
        ("avci mif1", "image/heif"),
        ("avif mif1 miaf MA1B", "image/avif"),
        ("mif1 mif1 avif miaf", "image/avif"),
        ("avis msf1 iso8", "image/avif"),
        ("crx_ crx_ isom", "image/x-canon-cr3"),
        ("isom isom iso2 avc1 mp41", "video/mp4"),
        ("mp42 isom mp42", "video/mp4"),
        ("isom 3gp4", "video/mp4"),
        ("M4V_ M4A_ mp42", "video/mp4"),
        ("zzzz", "video/mp4"),
        ("M4A_ mp42 isom", "audio/mp4"),
        ("M4B_ mp42", "audio/mp4"),
        ("qt__ qt__", "video/quicktime"),
        ("3gp5 3gp5 isom", "video/3gpp"),
        ("3g2a 3g2a", "video/3gpp2"),
    ],
)
def test_the_brand_says_what_is_in_the_container(brands, content_type):
    padded = [brand.replace("_", " ") for brand in brands.split()]
    assert type_by_brand(with_brands(*padded)) == content_type


def test_brands_after_the_box_do_not_count():
    assert type_by_brand(with_brands("isom", "iso2") + b"heic" * 9) == "video/mp4"


def test_other_files_have_no_brand():
    assert type_by_brand(PNG) is None
    assert type_by_brand(b"") is None


@given(st.binary(max_size=60))
def test_any_list_of_brands_is_some_type(rest):
    assert type_by_brand(b"\0\0\0\x30ftyp" + rest)
