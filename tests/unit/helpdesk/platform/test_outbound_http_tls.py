"""The connection uses an IP address; TLS still verifies the name."""

import datetime as dt
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from helpdesk.platform.outbound_http import GuardedPoster, NotReached
from tests.support.http_server import Server

poster = GuardedPoster(allow_loopback=True, resolve=lambda _host, _port: ["127.0.0.1"])


def certificate(folder: Path, name: str) -> Path:
    """Self-signed, valid for an hour; certificate and key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    created = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(created.public_bytes(pem) + private)
    return file


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """An HTTPS server with a certificate for `name`, which the client's machine trusts or not."""

    def created(name: str, *, trusted: bool) -> Server:
        file = certificate(tmp_path, name)
        nobody = certificate(tmp_path, "nobody.example")
        monkeypatch.setenv("SSL_CERT_FILE", str(file if trusted else nobody))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        context.sni_callback = lambda _socket, server_name, _context: created.server_names.append(server_name)
        return Server(tls=context)

    created.server_names = []
    return created


def test_the_certificates_name_is_verified_though_the_connection_uses_the_address(serve):
    with serve("chat.example", trusted=True) as server:
        assert poster.post(f"https://chat.example:{server.port}/", {}, b"hello").status == 200
    assert serve.server_names == ["chat.example"]
    assert [(request.headers["host"], request.body) for request in server.received] == [
        (f"chat.example:{server.port}", b"hello")
    ]


def test_a_certificate_for_another_name_is_rejected_and_nothing_is_sent(serve):
    with serve("evil.example", trusted=True) as server, pytest.raises(NotReached):
        poster.post(f"https://chat.example:{server.port}/", {}, b"hello")
    assert server.received == []


def test_an_untrusted_certificate_is_rejected(serve):
    with serve("chat.example", trusted=False) as server, pytest.raises(NotReached):
        poster.post(f"https://chat.example:{server.port}/", {}, b"hello")
    assert server.received == []


def test_a_server_without_tls_is_sent_nothing(serve):
    with Server() as server, pytest.raises(NotReached):
        poster.post(f"https://chat.example:{server.port}/", {}, b"hello")
    assert server.received == []
