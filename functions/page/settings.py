from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    page_bucket: str
