from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    feed_table: str
    index_queue_url: str
