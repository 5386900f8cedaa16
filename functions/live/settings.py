from dataclasses import field

from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    conversations_table: str
    directory_table: str
    feed_table: str
    live_table: str
    sockets_url: str
    """Where connections are written to."""
    routing_queue_url: str
    away_after_seconds: int
    """How long somebody may be without a connection before they are away."""
    schedule_group: str
    schedule_role_arn: str
    routing_queue_arn: str
    scheduled_dead_letter_queue_arn: str
    desk_key: str = field(repr=False)
