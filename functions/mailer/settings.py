from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    conversations_table: str
    directory_table: str
    mails_queue_url: str
    mails_dead_letter_queue_url: str
    mail_from: str
    """Empty: no address was set up from which the desk may write."""
    workspace_url: str
    """Empty: the deployment has no page."""
