"""The function's composition root."""

from jwt import PyJWKClient

from authorizer.app import Authorizer
from authorizer.people import People
from authorizer.settings import Settings
from helpdesk.inboxes.limits import InboxLimitRepository
from helpdesk.people.callers import Callers
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.people.tokens import TokenHash, TokenRepository, Tokens
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.log import new_logger

_KEYS_KEPT_SECONDS = 3600


def build(
    settings: Settings, *, database: Database, hashing: TokenHash, keys: PyJWKClient, now: Clock = utc_now
) -> Authorizer:
    directory_table = database.table(settings.directory_table)
    tokens = Tokens(TokenRepository(directory_table), hashing, now)
    callers = Callers(
        UserRepository(directory_table),
        RoleRepository(directory_table),
        InboxLimitRepository(directory_table).closed_to,
    )
    people = People(keys, settings.user_pool_issuer, settings.user_pool_client_ids.split(","), callers)
    return Authorizer(tokens, callers, people, new_logger())


def build_for_lambda(settings: Settings) -> Authorizer:
    return build(
        settings,
        database=Database(aws.dynamodb()),
        hashing=TokenHash(aws.client("kms"), settings.token_hash_key_id),
        keys=PyJWKClient(settings.jwks_url, lifespan=_KEYS_KEPT_SECONDS, timeout=3),
    )
