"""Each attachment of the channel contract, and what a response adds to it."""

from typing import Any

_TYPED = {"street": "Dam 1", "city": "Amsterdam", "state": "NH", "zip": "1012", "country": "NL", "countryCode": "NL"}
PROFILE = {
    "name": {"prefix": "Dr", "firstName": "Nia", "middleName": "B", "lastName": "Okafor", "suffix": "Jr"},
    "org": {"company": "Acme", "department": "Sales", "title": "Head"},
    "emails": [{"email": "n@a.example", "type": "WORK"}, {"email": "n@b.example", "type": "HOME"}],
    "phones": [{"phone": "+31", "type": kind} for kind in ("CELL", "HOME", "MAIN", "WORK")],
    "addresses": [_TYPED | {"type": "HOME"}, _TYPED | {"type": "WORK"}],
    "urls": [{"url": "https://a.example", "type": "WORK"}],
}
ATTACHMENTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"type": "LOCATION", "latitude": -90, "longitude": 180.0}, {}),
    ({"type": "LOCATION", "latitude": 52.37, "longitude": 4.9, "name": "Dam", "address": "Dam 1"}, {}),
    ({"type": "LOCATION", "latitude": 52.37, "longitude": 4.9, "url": "https://maps.example"}, {}),
    ({"type": "CONTACT", "contactProfile": PROFILE}, {}),
    (
        {
            "type": "QUICK_REPLIES",
            "quickReplies": [
                {"value": "Yes", "valueType": "TEXT"},
                {"value": "https://a.example", "valueType": "URL", "label": "More"},
            ],
        },
        {"allowUserInput": True, "allowMultiSelect": False},
    ),
    ({"type": "QUICK_REPLIES", "quickReplies": [], "allowUserInput": False, "allowMultiSelect": True}, {}),
    (
        {"type": "QUICK_REPLIES", "quickReplies": [], "allowUserInput": None, "allowMultiSelect": None},
        {"allowUserInput": True, "allowMultiSelect": False},
    ),
    ({"type": "MESSAGE_HEADER", "text": "Your order"}, {}),
    ({"type": "UNSUPPORTED_CONTENT"}, {}),
    *(
        (
            {
                "type": "SOCIAL_MEDIA_METADATA",
                "socialMetadata": {
                    "mediaType": kind,
                    "id": "7",
                    "mediaTitle": "A day",
                    "description": "out",
                    "mediaUrl": "https://a.example/1",
                    "mediaUrlString": "https://a.example/2",
                    "thumbnailUrl": "https://a.example/3",
                },
            },
            {},
        )
        for kind in (
            *("ARTICLE", "AUDIO", "CAROUSEL", "DOCUMENT", "GIF", "LINK", "NONE", "PHOTO", "POLL", "STORY", "VIDEO"),
        )
    ),
]
