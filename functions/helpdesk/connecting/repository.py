"""Connections under way, in the table `directory`."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from helpdesk.accounts.models import AssignTo, RoutingRule
from helpdesk.accounts.plan import AccountPlan
from helpdesk.connecting.models import Flow
from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.people.actors import Actor
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import NEW, ConditionFailed, Database, Key, Write

# How long a repeat of the last call still gets its answer.
_KEPT = timedelta(days=30)


class FlowRepository:
    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def get(self, flow_id: str) -> Flow | None:
        item = self._database.get(self._table, _key(flow_id), consistent=True)
        return _flow(item) if item else None

    def create(self, flow: Flow, now: datetime) -> None:
        item: Item = asdict(flow) | _key(flow.id).attributes()
        item["plan"] |= {"ticket_properties": json.dumps(flow.plan.ticket_properties)}
        item["purge_at"] = int((now + _KEPT).timestamp())
        self._database.write(Write(table=self._table, condition=NEW, item=item))

    def finishing(self, flow: Flow, account_id: str, name: str, identifier: DeliveryIdentifier | None) -> Write:
        """That the token is used; holds once."""
        values: Item = {"account_id": account_id, "account_name": name}
        update = "SET #account_id = :account_id, #account_name = :account_name"
        if identifier:
            update += ", #delivery_identifier = :identifier"
            values["identifier"] = asdict(identifier)
        return self._pending(flow, update, values)

    def found_standing(self, flow: Flow, account_id: str) -> None:
        """Note which account has the identifier; the token stays good for another one."""
        write = self._pending(flow, "SET #standing_account_id = :standing", {"standing": account_id})
        try:
            self._database.write(write)
        except ConditionFailed:
            return  # it ended meanwhile: that counts more

    def transact(self, writes: Sequence[Write]) -> None:
        self._database.transact(writes)

    def _pending(self, flow: Flow, update: str, values: Item) -> Write:
        condition = "attribute_exists(#pk) AND attribute_not_exists(#account_id)"
        return Write(table=self._table, condition=condition, key=_key(flow.id), update=update, values=values)


def _key(flow_id: str) -> Key:
    return Key(f"connection#{flow_id}", "connection")


def _flow(item: Item) -> Flow:
    known = {name: item[name] for name in Flow.__slots__ if name in item}
    identifier = item.get("delivery_identifier")
    known["begun_by"] = Actor.of(item["begun_by"])
    known["plan"] = _plan(item["plan"])
    if identifier:
        known["delivery_identifier"] = DeliveryIdentifier(
            DeliveryIdentifierType(identifier["type"]), identifier["value"]
        )
    return Flow(**known)


def _plan(item: Item) -> AccountPlan:
    rule = item["routing"]
    routing = RoutingRule(
        rule["automatic_assignment"], AssignTo(rule["assign_to"]), tuple(rule["agent_ids"]), tuple(rule["team_ids"])
    )
    return AccountPlan(**item | {"ticket_properties": json.loads(item["ticket_properties"]), "routing": routing})
