"""Compares a picture of the page with the one that is kept in docs/pictures."""

import io
from pathlib import Path

from PIL import Image, ImageChops

Colour = tuple[int, int, int]

KEPT = Path(__file__).parents[2] / "docs" / "pictures"
_FREQUENT = 160
# The kept ones have 256 colours: those of surfaces as they are, those of the edges of letters nearly so.
_OTHER_COLOUR, _OTHER_SURFACE = 24, 2
# Another build of Chromium draws some edges a little differently; it moves nothing, and colours no surface.
_MOST = 0.0005


def keep(name: str, taken: bytes) -> None:
    """As small as it gets while no surface changes its colour."""
    image = _image(taken)
    palette, nearest = _reduced({colour: count for count, colour in image.getcolors(image.width * image.height) or []})
    small = Image.new("P", image.size)
    small.putpalette([part for colour in palette for part in colour])
    small.putdata([nearest[colour] for colour in image.get_flattened_data()])
    KEPT.mkdir(exist_ok=True)
    small.save(KEPT / f"{name}.png", optimize=True)


def _reduced(counts: dict[Colour, int]) -> tuple[list[Colour], dict[Colour, int]]:
    """256 of the colours, and the place of the nearest one for each. Beside the frequent ones, those that would be
    missed most."""
    palette = sorted(counts, key=lambda colour: -counts[colour])[:_FREQUENT]
    near = {colour: min((_distance(colour, each), at) for at, each in enumerate(palette)) for colour in counts}
    while len(palette) < min(256, len(counts)):
        added = max(counts, key=lambda colour: counts[colour] * near[colour][0])
        near = {colour: min(known, (_distance(colour, added), len(palette))) for colour, known in near.items()}
        palette.append(added)
    return palette, {colour: at for colour, (_, at) in near.items()}


def _distance(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def differences(name: str, taken: bytes, into: Path) -> list[str]:
    """What differs, in words; `into` gets a picture of where."""
    kept, now = Image.open(KEPT / f"{name}.png").convert("RGB"), _image(taken)
    if kept.size != now.size:
        return [f"{kept.size} became {now.size}"]
    differing = _strongest(ImageChops.difference(kept, now))
    colours = _share(differing, _OTHER_COLOUR)
    surfaces = _share(ImageChops.multiply(differing, _surfaces(now)), _OTHER_SURFACE)
    if max(colours, surfaces) <= _MOST:
        return []
    into.mkdir(parents=True, exist_ok=True)
    now.save(into / f"{name}.png")
    differing.point(lambda value: 255 if value >= _OTHER_COLOUR else 8 * value).save(into / f"{name}-difference.png")
    found = f"{colours:.3%} of the pixels have another colour, {surfaces:.3%} are of a surface that has another tone"
    return [f"{found}: see {into}/{name}-difference.png"]


def _surfaces(image: Image.Image) -> Image.Image:
    """White where a pixel is as those beside and below it."""
    beside, below = (ImageChops.difference(image, ImageChops.offset(image, *way)) for way in ((-1, 0), (0, -1)))
    return _strongest(ImageChops.lighter(beside, below)).point(lambda value: 0 if value else 255)


def _strongest(image: Image.Image) -> Image.Image:
    red, green, blue = image.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _share(differing: Image.Image, least: int) -> float:
    return sum(differing.histogram()[least:]) / (differing.width * differing.height)


def _image(taken: bytes) -> Image.Image:
    return Image.open(io.BytesIO(taken)).convert("RGB")
