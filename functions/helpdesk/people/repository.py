"""Agents in the table `directory`."""

from helpdesk.people.models import Agent
from helpdesk.platform.attributes import Key
from helpdesk.platform.by_kind import every_of_kind
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.records import dump, load

_EXISTS = "attribute_exists(#pk)"


class AgentRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, agent_id: str) -> Agent | None:
        item = self._table.get(_key(agent_id))
        return load(Agent, item) if item else None

    def all(self) -> list[Agent]:
        return [load(Agent, item) for item in every_of_kind(self._table, "agent")]

    def create(self, agent: Agent) -> None:
        """Raises ConditionFailed if the agent exists."""
        self._table.write(self._table.putting(_key(agent.id), dump(agent) | {"kind": "agent"}))

    def set_seat(self, agent_id: str, *, seat: bool) -> None:
        """Raises ConditionFailed if there is no such agent."""
        self._table.write(self._table.changing(_key(agent_id), _EXISTS, {"seat": seat}))


def _key(agent_id: str) -> Key:
    return Key(f"agent#{agent_id}", "agent")
