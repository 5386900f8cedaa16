from helpdesk.platform.frozen import frozen


@frozen
class Settings:
    page_bucket: str
