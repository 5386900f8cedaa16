"""The receiver of replies: an HTTPS server on loopback, which the sender must trust like any other.

TLS is a large part of the cost of a delivery, so it is not left out: the sender loads as many certificate authorities
as a machine has, plus this server's own.
"""

import ipaddress
import json
import os
import ssl
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest.mock import patch

import certifi
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_ADDRESS = "127.0.0.1"
# In Telegram's format, for what is sent and for what is fetched; other callers ignore it.
_RESULT = {
    "message_id": 77,
    "photo": [{"file_id": f"AgACAgIAAxkDAAI{'x' * 64}", "file_unique_id": "AQADyLwxG3uH0Ut9"}],
    "file_path": "photos/file_1.jpg",
}
_ANSWER = json.dumps({"ok": True, "result": _RESULT}).encode()
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01".ljust(150_000, b"\0")
"""The file that everyone gets."""


@contextmanager
def receiver() -> Iterator[str]:
    """Its URL, `https://127.0.0.1:…`."""
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = _certificate()
        own, trusted = Path(folder, "own.pem"), Path(folder, "trusted.pem")
        own.write_bytes(key + certificate)
        trusted.write_bytes(Path(certifi.where()).read_bytes() + certificate)
        server = ThreadingHTTPServer((_ADDRESS, 0), _Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(own)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            with patch.dict(os.environ, SSL_CERT_FILE=str(trusted)):
                yield f"https://{_ADDRESS}:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self._respond(_ANSWER)

    def do_GET(self) -> None:
        self._respond(PHOTO)

    def _respond(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


def _certificate() -> tuple[bytes, bytes]:
    """A key and a self-signed certificate, valid for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(_ADDRESS))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, certificate.public_bytes(serialization.Encoding.PEM)
