"""The header with which Telegram authenticates what it delivers (core.telegram.org/bots/api#setwebhook). Pure."""

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
