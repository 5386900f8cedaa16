from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    directory_table: str
    token_hash_key_id: str
    user_pool_issuer: str
    user_pool_client_ids: str
    """With commas."""
    jwks_url: str
