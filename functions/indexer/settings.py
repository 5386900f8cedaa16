from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    conversations_table: str
    contacts_table: str
    directory_table: str
    feed_table: str
    files_bucket: str
    index_queue_url: str
    index_dead_letter_queue_url: str
    search_engine: str = "embedded"
    """Or `opensearch`."""
    opensearch_endpoint: str = ""
