"""Objects in one S3 bucket: uploads, files written in parts, and links that expire."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain

from helpdesk.platform.bucket import Bucket
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.frozen import frozen

PART_BYTES = 6 * 1024 * 1024  # S3 accepts no part below 5 MB, except the last one
_CHUNK_BYTES = 64 * 1024


@frozen
class Stored:
    size: int
    etag: str


@frozen
class PostForm:
    """The form that a client posts to S3 as multipart/form-data: these fields first, the field `file` last."""

    url: str
    fields: Mapping[str, str]


class Objects(Bucket):
    def post_form(self, key: str, content_type: str, size: int, seconds: int) -> PostForm:
        """For one object with exactly this key, type and size. Signing makes no call."""
        form = self._client.generate_presigned_post(
            self._bucket,
            key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", size, size]],
            ExpiresIn=seconds,
        )
        return PostForm(form["url"], form["fields"])

    def link(self, key: str, *, content_type: str, disposition: str, seconds: int) -> str:
        """Anybody who has the link can read the object, served with these headers. Signing makes no call."""
        url: str = self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ResponseContentType": content_type,
                "ResponseContentDisposition": disposition,
                "ResponseCacheControl": f"private, max-age={seconds}",
            },
            ExpiresIn=seconds,
        )
        return url

    def find(self, key: str) -> Stored | None:
        head = self._look("head_object", Key=key)
        return Stored(head["ContentLength"], head["ETag"]) if head else None

    def beginning(self, key: str, etag: str, size: int) -> bytes | None:
        """At most `size` bytes; None if the object has changed."""
        found = self._look("get_object", Key=key, IfMatch=etag, Range=f"bytes=0-{size - 1}")
        return self._content(found) if found else None

    def chunks(self, key: str) -> Iterator[bytes]:
        """All its bytes, one piece at a time in memory. Raises Unavailable, also in the middle."""
        yield from self._chunks(self._call("get_object", Key=key), _CHUNK_BYTES)

    def copy(self, key: str, etag: str, to: str) -> bool:
        """False if the object has changed. Its bytes stay within S3, its tags are not copied."""
        source = {"Bucket": self._bucket, "Key": key}
        replaced = {"MetadataDirective": "REPLACE", "TaggingDirective": "REPLACE"}
        return self._look("copy_object", Key=to, CopySource=source, CopySourceIfMatch=etag, **replaced) is not None

    def tags(self, key: str) -> dict[str, str]:
        found = self._look("get_object_tagging", Key=key) or {"TagSet": []}
        return {tag["Key"]: tag["Value"] for tag in found["TagSet"]}

    def delete(self, key: str) -> None:
        self._call("delete_object", Key=key)

    def write(self, key: str, chunks: Iterable[bytes]) -> int:
        """The number of bytes. One part at a time is in memory; the upload is aborted if `chunks` raises. An object
        that exists is never overwritten: it counts as a failure on our side."""
        parts = _parts(chunks)
        first = next(parts, b"")
        if len(first) < PART_BYTES:
            self._call("put_object", Key=key, Body=first, IfNoneMatch="*")
            return len(first)
        upload = self._call("create_multipart_upload", Key=key)["UploadId"]
        try:
            return self._write_parts(key, upload, chain([first], parts))
        except BaseException:
            with suppress(Unavailable):
                self._call("abort_multipart_upload", Key=key, UploadId=upload)
            raise

    def _write_parts(self, key: str, upload: str, parts: Iterable[bytes]) -> int:
        written, size = [], 0
        for number, part in enumerate(parts, start=1):
            response = self._call("upload_part", Key=key, UploadId=upload, PartNumber=number, Body=part)
            written.append({"PartNumber": number, "ETag": response["ETag"]})
            size += len(part)
        complete = {"MultipartUpload": {"Parts": written}, "IfNoneMatch": "*"}
        self._call("complete_multipart_upload", Key=key, UploadId=upload, **complete)
        return size


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    part = bytearray()
    for chunk in chunks:
        part += chunk
        while len(part) >= PART_BYTES:
            yield bytes(part[:PART_BYTES])
            del part[:PART_BYTES]
    if part:
        yield bytes(part)
