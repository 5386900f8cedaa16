from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    conversations_table: str
    directory_table: str
    contacts_table: str
    routing_queue_url: str
    routing_dead_letter_queue_url: str
    live_table: str
