from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    conversations_table: str
    directory_table: str
    routing_queue_url: str
    outbound_queue_url: str
    files_queue_url: str
