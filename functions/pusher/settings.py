from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    conversations_table: str
    contacts_table: str
    directory_table: str
    live_table: str
    sockets_url: str
    """Where connections are written to."""
    desk_key: str = field(repr=False)
