from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    conversations_table: str
    directory_table: str
    secrets_key_id: str
    outbound_queue_url: str
    outbound_dead_letter_queue_url: str
    retry_base_seconds: float
    allow_loopback: bool
    delivery_ports: str
    portal_id: int
    files_table: str
    files_bucket: str
    malware_scan: bool
