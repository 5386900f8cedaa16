from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    feed_table: str
    index_queue_url: str
    search_engine: str = "embedded"
    """With `opensearch`, nobody but the indexer follows the feed for the index: it is told of each entry."""
