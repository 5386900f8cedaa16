"""Agents in the table `directory`."""

from dataclasses import asdict

from helpdesk.people.models import Agent, Role
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import NEW, Database, Key, Write

_AGENTS_AT_MOST = 1000


class AgentRepository:
    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def get(self, agent_id: str) -> Agent | None:
        item = self._database.get(self._table, _key(agent_id))
        return _agent(item) if item else None

    def all(self) -> list[Agent]:
        page = self._database.query(
            self._table, "#kind = :kind", {"kind": "agent"}, index="directory_by_kind", limit=_AGENTS_AT_MOST
        )
        return [_agent(item) for item in page.items]

    def create(self, agent: Agent) -> None:
        """Raises ConditionFailed where the agent exists."""
        item: Item = asdict(agent) | _key(agent.id).attributes() | {"kind": "agent"}
        self._database.write(Write(table=self._table, condition=NEW, item=item))

    def set_seat(self, agent_id: str, *, seat: bool) -> None:
        """Raises ConditionFailed where there is no such agent."""
        write = Write(
            table=self._table,
            condition="attribute_exists(#pk)",
            key=_key(agent_id),
            update="SET #seat = :seat",
            values={"seat": seat},
        )
        self._database.write(write)


def _key(agent_id: str) -> Key:
    return Key(f"agent#{agent_id}", "agent")


def _agent(item: Item) -> Agent:
    return Agent(
        id=item["id"],
        email=item["email"],
        name=item["name"],
        role=Role(item["role"]),
        created_at=item["created_at"],
        seat=item.get("seat", True),
    )
