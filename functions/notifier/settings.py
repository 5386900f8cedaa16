from dataclasses import field

from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    conversations_table: str
    directory_table: str
    feed_table: str
    secrets_key_id: str
    desk_key: str = field(repr=False)
    webhooks_queue_url: str
    webhooks_dead_letter_queue_url: str
    retry_base_seconds: float
    allow_loopback: bool
    delivery_ports: str
