from dataclasses import field

from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    conversations_table: str
    contacts_table: str
    directory_table: str
    secrets_key_id: str
    desk_key: str = field(repr=False)
