from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    conversations_table: str
    directory_table: str
    routing_queue_url: str
    outbound_queue_url: str
    files_queue_url: str
    schedule_group: str
    schedule_role_arn: str
    outbound_queue_arn: str
    scheduled_dead_letter_queue_arn: str
    jobs_queue_url: str
    routing_queue_arn: str
    mails_queue_url: str
