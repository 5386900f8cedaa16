"""Files that an app uploads: an extension of the contract."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from channel_api.answers import answer, created
from channel_api.caller import enter
from channel_api.requests import body
from helpdesk.contract.messages import UploadIn
from helpdesk.files.models import File
from helpdesk.files.uploads import NewUpload
from helpdesk.people.principals import Scope

router = Router()


@router.post("/<channel_id>/files")
def begin_upload(channel_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_WRITE)
    channel = caller.channel(channel_id)
    request = body(router, UploadIn)
    upload = NewUpload(request.name, request.content_type, request.size, request.file_usage_type)
    file, form = caller.use.files.uploads.begin(upload, channel.app_id)
    how = {"url": form.url, "fields": dict(form.fields), "expiresAt": file.upload_until}
    return created(_rendered(file) | {"upload": how})


@router.get("/<channel_id>/files/<file_id>")
def get_file(channel_id: str, file_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_READ)
    channel = caller.channel(channel_id)
    return answer(_rendered(caller.use.files.files.get(file_id, app_id=channel.app_id)))


def _rendered(file: File) -> dict[str, Any]:
    rendered = {
        "id": file.id,
        "name": file.name,
        "contentType": file.content_type,
        "size": file.size or None,
        "fileUsageType": file.usage.in_contract,
        "state": file.state.value,
        "scan": file.scan.value,
        "failureDetails": {"code": file.failure.code, "errorMessage": file.failure.reason} if file.failure else None,
        "createdAt": file.created_at,
    }
    return {name: value for name, value in rendered.items() if value is not None}
