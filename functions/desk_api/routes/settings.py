"""/v1/settings"""

from aws_lambda_powertools.event_handler.api_gateway import Response, Router

from desk_api.desk import enter
from desk_api.versions import IfMatch, version_answers, version_of, versioned
from helpdesk.people.principals import Scope
from helpdesk.settings.schemas import SettingsOut, SettingsPatchIn

router = Router()
_TAG = ["Settings"]


@router.get("/v1/settings", summary="Read the settings of the desk", tags=_TAG, responses=version_answers(SettingsOut))
def get_settings() -> Response[str]:
    desk, _ = enter(router, Scope.TICKETS_READ)
    found = desk.settings.get()
    return versioned(SettingsOut.of(found, sends_mail=desk.sends_mail), found.version)


@router.patch(
    "/v1/settings",
    summary="Change the settings of the desk",
    description="They hold for every request within 15 seconds.",
    tags=_TAG,
    responses=version_answers(SettingsOut),
)
def change_settings(body: SettingsPatchIn, if_match: IfMatch = None) -> Response[str]:
    desk, principal = enter(router, Scope.SETTINGS_WRITE)
    after = desk.settings.change(body.values(), principal.actor(), if_match=version_of(if_match))
    return versioned(SettingsOut.of(after, sends_mail=desk.sends_mail), after.version)
