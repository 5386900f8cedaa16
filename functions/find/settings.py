from dataclasses import field

from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    conversations_table: str
    contacts_table: str
    directory_table: str
    feed_table: str
    files_table: str
    files_bucket: str
    malware_scan: bool
    index_queue_url: str
    desk_key: str = field(repr=False)
    search_engine: str = "embedded"
    """Or `opensearch`."""
    opensearch_endpoint: str = ""
