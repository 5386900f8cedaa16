"""A desk whose changes are followed: one webhook works, one fails, one is disabled."""

from typing import Any

from tests.browser import samples, samples_channels
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem

CRM, REPORTS, OLD = "01m82crewcj3bkcmh240am6jw1", "01m82crewcj3bkcmh240am6jw2", "01m82crewcj3bkcmh240am6jw3"
SECRET = "whsec_bm90IGEgc2VjcmV0IG9mIGFueWJvZHk"
TEST_EVENT = "webhook_subscription.test"
ONE, LOG = "/webhook-subscriptions/{id}", "/webhook-subscriptions/{id}/deliveries"
_DIFFERS = problem(412, "version_differs", "Somebody has changed it since you read it.")


def webhook(webhook_id: str, name: str, **changes: Any) -> Json:
    return {
        "id": webhook_id,
        "version": 3,
        "name": name,
        "url": f"https://{name.lower().replace(' ', '-')}.example/kanaal",
        "types": [],
        "not_by": [],
        "owner_id": samples.ME,
        "scopes": ["conversations.read", "tickets.read"],
        "state": "active",
        "disabled_reason": None,
        "disabled_at": None,
        "failing_since": None,
        "will_be_disabled_at": None,
        "failure": None,
        "created_at": samples.moment(9000),
        **changes,
    }


def attempts() -> list[Json]:
    of_accounts = samples_channels.deliveries()
    types = (TEST_EVENT, "message.received", "ticket.changed", "ticket.created")
    log = [each | {"type": kind} for each, kind in zip(of_accounts, types, strict=True)]
    return [{name: value for name, value in each.items() if name != "account_id"} for each in log]


class Following:
    def __init__(self, desk: RecordedDesk) -> None:
        self.desk = desk
        self.webhooks = [
            webhook(CRM, "CRM", types=["contact.changed", "ticket.created"], not_by=["tok_crm"]),
            webhook(
                REPORTS,
                "Nightly reports",
                state="failing",
                failing_since=samples.moment(1500),
                will_be_disabled_at=samples.moment(-2820),
                failure={"code": "status_500", "reason": "It answered 500."},
            ),
            webhook(OLD, "Old shop", state="disabled", disabled_reason="gone", disabled_at=samples.moment(6000)),
        ]
        self.log = attempts()
        desk.on("GET", LOG, self._deliveries)
        desk.on("POST", f"{LOG}/{{delivery}}/replay", Answer(202, self.log[2]))
        desk.on("POST", "/webhook-subscriptions/{id}/test-events", Answer(202, {"event_id": "tst_1"}))
        rotated = {"secret": SECRET, "previous_expires_at": samples.moment(-1440)}
        desk.on("POST", "/webhook-subscriptions/{id}/secret-rotations", Answer(201, rotated))
        desk.on("GET", ONE, self._one)
        desk.on("PATCH", ONE, self._change)
        desk.on("DELETE", ONE, self._delete)
        desk.on("GET", "/webhook-subscriptions", lambda _: {"webhook_subscriptions": self.webhooks})
        desk.on("POST", "/webhook-subscriptions", self._create)

    def _found(self, call: Call) -> Json | None:
        return next((each for each in self.webhooks if each["id"] == call.path.split("/")[2]), None)

    def _one(self, call: Call) -> Answer | Json:
        return self._found(call) or problem(404, "webhook_subscription_not_found", "There is none.")

    def _deliveries(self, call: Call) -> Json:
        wanted = call.query.get("result")
        return {"deliveries": [each for each in self.log if wanted in (None, each["result"])], "next_cursor": None}

    def _create(self, call: Call) -> Answer:
        made = webhook("01m82crewcj3bkcmh240am6jw9", "") | call.body
        self.webhooks.append(made)
        return Answer(201, made | {"secret": SECRET})

    def _change(self, call: Call) -> Answer | Json:
        found = self._found(call)
        assert found is not None
        if call.headers.get("if-match") != f'"{found["version"]}"':
            return _DIFFERS
        changes = dict(call.body)
        if "active" in changes:
            active = changes.pop("active")
            changes |= {
                "state": "active" if active else "disabled",
                "disabled_reason": None if active else "by_hand",
                "disabled_at": None if active else samples.moment(),
            }
        found |= {**changes, "version": found["version"] + 1}
        return found

    def _delete(self, call: Call) -> Answer:
        self.webhooks = [each for each in self.webhooks if each is not self._found(call)]
        return Answer(204)
