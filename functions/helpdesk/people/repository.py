"""Agents in the table `directory`."""

from collections.abc import Sequence

from helpdesk.people.models import Agent
from helpdesk.platform.attributes import Key
from helpdesk.platform.by_kind import every_of_kind
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.records import dump, load

_PRESENT = "attribute_exists(#pk) AND attribute_not_exists(#removed_at)"
_FORMER = "former_agent"


class AgentRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, agent_id: str) -> Agent | None:
        """None for somebody who was removed."""
        item = self._table.get(_key(agent_id))
        agent = load(Agent, item) if item else None
        return agent if agent and agent.removed_at is None else None

    def known(self, agent_ids: Sequence[str]) -> set[str]:
        """Those who are agents. None costs no call."""
        found = self._table.batch_get([_key(agent_id) for agent_id in agent_ids])
        return {agent.id for agent in (load(Agent, item) for item in found) if agent.removed_at is None}

    def all(self) -> list[Agent]:
        return [load(Agent, item) for item in every_of_kind(self._table, "agent")]

    def create(self, agent: Agent) -> None:
        """Raises ConditionFailed if the agent exists."""
        self._table.write(self._table.putting(_key(agent.id), dump(agent) | {"kind": "agent"}))

    def change(self, agent: Agent) -> None:
        """Its name, role and seat. Raises ConditionFailed if there is no such agent."""
        changes = {"name": agent.name, "role": agent.role.value, "seat": agent.seat}
        self._table.write(self._table.changing(_key(agent.id), _PRESENT, changes))

    def sign_out(self, agent_id: str, at: str) -> None:
        """Never earlier than before. Raises ConditionFailed if there is no such agent, or it happened later."""
        condition = f"{_PRESENT} AND (attribute_not_exists(#signed_out_at) OR #signed_out_at < :signed_out_at)"
        self._table.write(self._table.changing(_key(agent_id), condition, {"signed_out_at": at}))

    def remove(self, agent_id: str, at: str) -> None:
        """Nobody finds the agent any more. Raises ConditionFailed if there is no such agent."""
        self._table.write(self._table.changing(_key(agent_id), _PRESENT, {"removed_at": at, "kind": _FORMER}))


def _key(agent_id: str) -> Key:
    return Key(f"agent#{agent_id}", "agent")
