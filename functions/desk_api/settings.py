from dataclasses import field

from helpdesk.platform.frozen import frozen
from helpdesk.platform.outbound_address import AddressRule, ports_of


@frozen
class Settings:
    conversations_table: str
    contacts_table: str
    directory_table: str
    secrets_key_id: str
    desk_key: str = field(repr=False)
    outbound_queue_url: str
    """For replays of webhooks."""
    schedule_group: str
    """Of the replies that are due later."""
    allow_loopback: bool
    delivery_ports: str
    webhook_url: str
    """The URL to which messaging services deliver; the account's id is appended."""
    portal_id: int
    files_table: str
    files_bucket: str
    malware_scan: bool
    user_pool_id: str
    token_hash_key_id: str
    sends_mail: bool
    feed_table: str
    live_table: str
    live_url: str
    """Where clients of the live connection connect."""
    webhooks_queue_url: str
    api_url: str = "/v1"
    """Where this API is served, for its description. The default is right on every host that serves it at its root."""

    @property
    def addresses(self) -> AddressRule:
        return AddressRule(self.allow_loopback, ports_of(self.delivery_ports))
