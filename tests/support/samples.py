"""The first bytes of files of many kinds."""

import base64
import io
import zipfile

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return file.getvalue()


def with_brands(*brands: str) -> bytes:
    """The beginning of a file of the ISO base media format."""
    main, *others = [brand.encode() for brand in brands]
    box = b"ftyp" + main + bytes(4) + b"".join(others)
    return (len(box) + 4).to_bytes(4) + box + bytes(40)


OF_TYPE = {
    "image/png": PNG,
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(50),
    "image/gif": b"GIF89a" + bytes(30),
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8 " + bytes(40),
    "image/heif": b"\0\0\0\x1cftypmif1\0\0\0\0mif1heicmiaf",
    "image/avif": b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "text/html": HTML,
    "image/svg+xml": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "video/mp4": b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + bytes(30),
    "audio/mp4": b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom" + bytes(20),
    "audio/ogg": b"OggS\0\2" + bytes(20) + b"\x01\x13OpusHead" + bytes(20),
    "audio/mpeg": b"ID3\x03\0\0\0\0\0\x0f" + bytes(30),
    "audio/wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(30),
    "audio/amr": b"#!AMR\n" + b"\x3c" * 40,
    "video/webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\xf2\x81\4B\xf3\x81\10B\x82\x84webm",
    "application/zip": zipped("a.txt"),
    "text/plain": "Grüße\n".encode(),
}
