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
    files_table: str
    files_bucket: str
    malware_scan: bool
    allow_loopback: bool
    delivery_ports: str
    api_url: str = ""
    """Where this API is served, for its description. The default is right on every host that serves it at its root."""

    @property
    def addresses(self) -> AddressRule:
        return AddressRule(self.allow_loopback, ports_of(self.delivery_ports))
