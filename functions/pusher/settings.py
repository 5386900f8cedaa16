from dataclasses import field

from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    conversations_table: str
    contacts_table: str
    directory_table: str
    live_table: str
    sockets_url: str
    """Where connections are written to."""
    routing_queue_url: str
    away_after_seconds: int
    """How long somebody may be without a connection before they are away."""
    desk_key: str = field(repr=False)
