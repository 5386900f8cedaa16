from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    conversations_table: str
    contacts_table: str
    directory_table: str
    files_table: str
    files_bucket: str
    jobs_queue_url: str
    jobs_dead_letter_queue_url: str
