from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    conversations_table: str
    contacts_table: str
    directory_table: str
    secrets_key_id: str
    desk_key: str = field(repr=False)
