"""People, with real keys and tokens: those of a user pool, and forged ones."""

import time
from dataclasses import dataclass, replace

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from authorizer.people import People
from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn, User
from helpdesk.people.principals import Principal
from helpdesk.people.roles import scopes_of
from helpdesk.platform.errors import Unavailable
from tests.support.callers import callers_among

ISSUER, CLIENT = "https://cognito-idp.example/pool", "client-1"
CLIENTS = (CLIENT, "workspace-1")
KEY, STRANGERS_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
ADA = User("sub-1", "ada@desk.example", "Ada", BuiltIn.AGENT, "2026")


@dataclass
class PoolKeys(jwt.PyJWKClient):
    """PyJWT's own client; only the request to the pool is replaced."""

    unreachable: bool = False

    def __post_init__(self) -> None:
        super().__init__("https://cognito-idp.example/jwks.json")

    def fetch_data(self):
        if self.unreachable:
            raise jwt.PyJWKClientConnectionError("no route")
        key = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        return {"keys": [key | {"kid": "k1", "alg": "RS256", "use": "sig"}]}


people = People(PoolKeys(), ISSUER, CLIENTS, callers_among({ADA.id: ADA}))


def claims(**more: object) -> dict:
    now = int(time.time())
    values = {"iss": ISSUER, "sub": ADA.id, "token_use": "access", "client_id": CLIENT, "iat": now, "exp": now + 3600}
    return {name: value for name, value in (values | more).items() if value is not None}


def signed(key=KEY, algorithm="RS256", kid="k1", **more: object) -> str:
    return jwt.encode(claims(**more), key, algorithm, headers={"kid": kid})


def test_an_access_token_of_the_client_is_its_agent():
    assert people.find(signed()) == Principal(ActorKind.PERSON, "sub-1", "Ada", scopes_of(BuiltIn.AGENT))


def test_an_id_token_for_the_client_is_its_agent():
    assert people.find(signed(token_use="id", client_id=None, aud=CLIENT)).id == "sub-1"


def test_a_token_of_either_client_is_its_agent():
    assert people.find(signed(client_id="workspace-1")).id == "sub-1"
    assert people.find(signed(token_use="id", client_id=None, aud="workspace-1")).id == "sub-1"


def test_an_administrator_has_an_administrators_scopes():
    admins = People(PoolKeys(), ISSUER, CLIENTS, callers_among({"sub-1": replace(ADA, role_id=BuiltIn.ADMINISTRATOR)}))
    assert admins.find(signed()).scopes == scopes_of(BuiltIn.ADMINISTRATOR)


REJECTED = {
    "another client's access token": {"client_id": "client-2"},
    "another client's ID token": {"token_use": "id", "client_id": None, "aud": "client-2"},
    "an access token that names the client as its audience only": {"client_id": None, "aud": CLIENT},
    "an ID token that names the client as an access token does": {"token_use": "id"},
    "an ID token for several audiences": {"token_use": "id", "client_id": None, "aud": [CLIENT, "client-2"]},
    "a refresh token": {"token_use": "refresh"},
    "no use": {"token_use": None},
    "expired": {"exp": int(time.time()) - 60},
    "without an end": {"exp": None},
    "not valid yet": {"nbf": int(time.time()) + 600},
    "another issuer": {"iss": ISSUER + "2"},
    "no issuer": {"iss": None},
    "a person who is no agent": {"sub": "sub-2"},
    "no subject": {"sub": None},
}


@pytest.mark.parametrize("wrong", REJECTED.values(), ids=REJECTED.keys())
def test_a_token_of_the_pool_for_another_audience_is_rejected(wrong):
    assert people.find(signed(**wrong)) is None


def test_a_foreign_key_is_rejected_under_our_key_id_and_under_another():
    assert people.find(signed(STRANGERS_KEY)) is None
    assert people.find(signed(STRANGERS_KEY, kid="k2")) is None


def test_a_token_without_a_key_id_is_rejected():
    assert people.find(jwt.encode(claims(), KEY, "RS256")) is None


def test_an_unsigned_token_is_rejected():
    assert people.find(signed(None, "none")) is None


def test_the_public_key_is_not_accepted_as_a_shared_secret():
    """HMAC over the published key: jwt.encode rejects such a token, so it is built by hand."""
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body, _ = signed(b"x" * 32, "HS256").split(".")
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(f"{head}.{body}".encode(), public)
    assert people.find(f"{head}.{body}.{jwt.utils.base64url_encode(mac).decode()}") is None


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
def test_another_algorithm_is_rejected_even_with_our_key(algorithm):
    assert people.find(signed(algorithm=algorithm)) is None


@given(st.data())
def test_one_changed_character_is_another_token(data):
    token = signed()
    at = data.draw(st.integers(0, len(token) - 6))
    other = data.draw(st.sampled_from("ABCxyz019-_.").filter(lambda letter: letter != token[at]))
    assert people.find(token[:at] + other + token[at + 1 :]) is None


@given(st.text() | st.from_regex(r"[\w-]+\.[\w-]+\.[\w-]+"))
def test_garbage_is_not_authenticated(garbage):
    assert people.find(garbage) is None


def test_an_endless_token_is_not_authenticated():
    assert people.find(signed(padding="x" * 9000)) is None


def test_an_unreachable_pool_is_a_temporary_failure():
    with pytest.raises(Unavailable):
        People(PoolKeys(unreachable=True), ISSUER, CLIENTS, callers_among({})).find(signed())


def test_a_token_from_before_the_person_signed_out_everywhere_is_nobody():
    left = User("sub-1", "a@b", "Ada", BuiltIn.AGENT, "2026", signed_out_at="2026-11-26T09:30:00.500000Z")
    found = People(PoolKeys(), ISSUER, CLIENTS, callers_among({"sub-1": left}))
    second = 1_795_685_400
    assert [found.find(signed(iat=second + late)) is None for late in (-60, 0, 1)] == [True, True, False]
    assert found.find(signed(iat=None)) is None, "a pool's token says when it was issued"
