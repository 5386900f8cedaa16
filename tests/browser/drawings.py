"""What Ada sent: a photo of a vase with a crack, and a sticker. Drawn, so that they belong to nobody."""

import io

from PIL import Image, ImageDraw

_SIZE = (800, 600)
_SMOOTH = 2


def vase() -> bytes:
    wide, high = (_SMOOTH * side for side in _SIZE)
    image = Image.linear_gradient("L").resize((wide, high)).convert("RGB")
    image = Image.blend(image.point(lambda value: 190 + value // 5), Image.new("RGB", (wide, high), "#f1dfc8"), 0.65)
    draw = ImageDraw.Draw(image)

    def box(left: int, top: int, right: int, bottom: int) -> tuple[int, int, int, int]:
        return _SMOOTH * left, _SMOOTH * top, _SMOOTH * right, _SMOOTH * bottom

    def points(*flat: int) -> list[tuple[int, int]]:
        return [(_SMOOTH * x, _SMOOTH * y) for x, y in zip(flat[::2], flat[1::2], strict=True)]

    draw.rectangle(box(0, 450, 800, 600), fill="#a9805a")
    draw.rectangle(box(0, 450, 800, 458), fill="#8d6845")
    draw.ellipse(box(250, 490, 610, 548), fill="#86623f")
    draw.polygon(points(350, 120, 450, 120, 436, 240, 364, 240), fill="#2b6c8f")
    draw.ellipse(box(270, 210, 530, 530), fill="#2b6c8f")
    draw.ellipse(box(336, 96, 464, 146), fill="#3b83a8")
    draw.ellipse(box(354, 106, 446, 138), fill="#173f55")
    draw.ellipse(box(304, 250, 366, 400), fill="#4b93b8")
    draw.rectangle(box(276, 340, 524, 352), fill="#e9d8b4")
    draw.rectangle(box(273, 386, 527, 398), fill="#e9d8b4")
    draw.line(
        points(470, 232, 440, 290, 478, 330, 446, 392, 484, 440, 470, 500), fill="#12303f", width=10, joint="curve"
    )
    draw.polygon(points(560, 500, 624, 474, 612, 530), fill="#2b6c8f")
    draw.polygon(points(640, 530, 676, 512, 690, 544), fill="#3b83a8")
    return _png(image.resize(_SIZE, Image.Resampling.LANCZOS).crop((0, 130, 800, 530)))


def sticker() -> bytes:
    image = Image.new("RGBA", (512, 512))
    draw = ImageDraw.Draw(image)
    for grown, colour in ((24, "#ffffff"), (0, "#d6336c")):
        draw.ellipse((70 - grown, 90 - grown, 270 + grown, 290 + grown), fill=colour)
        draw.ellipse((242 - grown, 90 - grown, 442 + grown, 290 + grown), fill=colour)
        draw.polygon([(92 - grown, 250), (420 + grown, 250), (256, 440 + grown)], fill=colour)
    return _png(image.resize((256, 256), Image.Resampling.LANCZOS))


def _png(image: Image.Image) -> bytes:
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()
