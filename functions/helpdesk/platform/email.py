"""An e-mail. Pure."""

from helpdesk.platform.frozen import frozen


@frozen
class Email:
    to: str
    subject: str
    text: str
    html: str
