"""The recorded desk with all that an administrator sees."""

from tests.browser import samples, samples_channels
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem
from tests.browser.samples_settings import Configured

INBOXES = [
    {"id": "1", "name": "Help desk", "team_ids": [], "created_at": None},
    {"id": "01m82crewcj3bkcmh240am6jhh", "name": "Returns", "team_ids": [], "created_at": samples.moment(9000)},
]


def administered(desk: RecordedDesk) -> RecordedDesk:
    Configured(desk)
    desk.accounts = samples_channels.accounts()

    def account(call: Call) -> Answer | Json:
        found = [each for each in desk.accounts if each["id"] == call.path.split("/")[2]]
        if not found:
            return problem(404, "account_not_found", "No channel account has this id.")
        return samples_channels.details(found[0])

    def change(call: Call) -> Json:
        [found] = [each for each in desk.accounts if each["id"] == call.path.split("/")[2]]
        wanted = {name: value for name, value in call.body.items() if name not in {"version", "open_conversations"}}
        rule = samples.routing_rule(**wanted["routing"]) if "routing" in wanted else found["routing"]
        found |= {**wanted, "routing": rule, "version": found["version"] + 1}
        return found

    desk.on("GET", "/channels", {"channels": samples_channels.channels(), "next_cursor": None})
    desk.on("GET", "/channel-accounts/{id}", account)
    desk.on("PATCH", "/channel-accounts/{id}", change)
    desk.on("GET", "/inboxes", {"inboxes": INBOXES, "next_cursor": None})
    return desk
