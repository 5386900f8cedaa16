"""What the functions behind the endpoints are made of."""

from dataclasses import dataclass

from infra.constructs.schedules import Schedules
from infra.stacks.base import KanaalStack
from infra.stacks.data import DataStack
from infra.stacks.queues import Queues


@dataclass(frozen=True)
class ApiParts:
    stack: KanaalStack
    data: DataStack
    work: Queues
    schedules: Schedules

    @property
    def tables(self) -> dict[str, str]:
        return {
            "CONVERSATIONS_TABLE": self.data.conversations.name,
            "CONTACTS_TABLE": self.data.contacts.name,
            "DIRECTORY_TABLE": self.data.directory.name,
        }

    @property
    def key(self) -> dict[str, str]:
        """CloudFormation reads it at each deployment: it is in no template, and a cold start needs no call for it."""
        return {"DESK_KEY": self.data.desk_key.secret_value.unsafe_unwrap()}
