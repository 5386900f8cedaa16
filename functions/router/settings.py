from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    conversations_table: str
    directory_table: str
    contacts_table: str
    routing_queue_url: str
    routing_dead_letter_queue_url: str
    live_table: str
