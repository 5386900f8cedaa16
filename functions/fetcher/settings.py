from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    directory_table: str
    secrets_key_id: str
    files_table: str
    files_bucket: str
    files_queue_url: str
    files_dead_letter_queue_url: str
    retry_base_seconds: float
    allow_loopback: bool
    delivery_ports: str
    malware_scan: bool
