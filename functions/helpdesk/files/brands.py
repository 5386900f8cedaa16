"""The type of a file of the ISO base media format (MP4, QuickTime, HEIF, AVIF), by its brands. Pure.

One container holds films, sounds and pictures, and only the brands at its beginning tell them apart. A table of our
own, because puremagic compares bytes at fixed positions, and a picture is often known only by the brands that follow
the first one (`mif1`, then `heic`). The registry of brands is https://mp4ra.org/registered-types/brands.
"""

from collections.abc import Mapping

_HEIF = "image/heif"
_AVIF = "image/avif"
_CODED_PICTURES: Mapping[bytes, str] = {
    **dict.fromkeys((b"avif", b"avis"), _AVIF),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"), _HEIF),
    **dict.fromkeys((b"avci", b"avcs", b"vvic", b"vvis", b"evbi", b"evbs", b"jpeg", b"jpgs", b"j2ki", b"j2is"), _HEIF),
}
_PICTURES: Mapping[bytes, str] = dict.fromkeys((b"mif1", b"mif2", b"mif3", b"msf1", b"miaf", b"unif"), _HEIF)
_OTHERS: Mapping[bytes, str] = {
    b"crx ": "image/x-canon-cr3",
    **dict.fromkeys((b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B "), "audio/mp4"),
    **dict.fromkeys((b"qt  ", b"mqt "), "video/quicktime"),
    b"kddi": "video/3gpp2",
}
_BY_PREFIX = ((b"3g2", "video/3gpp2"), (b"3g", "video/3gpp"))
_DEFAULT = "video/mp4"


def type_by_brand(beginning: bytes) -> str | None:
    """None if it does not begin with a list of brands."""
    if beginning[4:8] != b"ftyp":
        return None
    end = min(len(beginning), int.from_bytes(beginning[:4]))
    main = beginning[8:12]
    others = [beginning[at : at + 4] for at in range(16, end, 4)]
    return _CODED_PICTURES.get(main) or _specific(main) or _picture([main, *others]) or _DEFAULT


def _specific(brand: bytes) -> str | None:
    return _OTHERS.get(brand) or next((found for prefix, found in _BY_PREFIX if brand.startswith(prefix)), None)


def _picture(brands: list[bytes]) -> str | None:
    """How the picture is coded says more than that it is one. A film never claims to be readable as a picture."""
    known = [table[brand] for table in (_CODED_PICTURES, _PICTURES) for brand in brands if brand in table]
    return known[0] if known else None
