"""The pages. User input is escaped here, or inserted as text by chat.js; never as HTML."""

from collections.abc import Collection, Mapping
from html import escape
from pathlib import Path
from string import Template

from examples.paper_plane.channel import SHOPS

ASSETS = {
    "/web/chat.js": "text/javascript; charset=utf-8",
    "/web/logo.png": "image/png",
    "/web/style.css": "text/css; charset=utf-8",
}
_HERE = Path(__file__).parent


def asset(path: str) -> bytes:
    """`path`: one of ASSETS."""
    return (_HERE / path[1:]).read_bytes()


def home(open_shops: Collection[str]) -> str:
    """Lists all shops, with links to the open ones."""
    lines = (
        f'<li><a href="/chat/{shop}">{escape(name)}</a></li>'
        if shop in open_shops
        else f"<li>{escape(name)}: closed</li>"
        for shop, name in SHOPS.items()
    )
    return _page("Paper Plane", f"<p>Which shop do you want to write to?</p><ul>{''.join(lines)}</ul>")


def chat(name: str) -> str:
    return _page(name, (_HERE / "web/chat.html").read_text())


def connect(query: Mapping[str, str], free: Mapping[str, str]) -> str:
    """`query`: the parameters that the desk added; `free`: the shops that can be connected."""
    options = "".join(f'<option value="{escape(shop)}">{escape(name)}</option>' for shop, name in free.items())
    if not options:
        return failed("Every shop is already connected.")
    values = {name: escape(query.get(name, "")) for name in ("accountToken", "channelId", "portalId", "redirectUrl")}
    form = Template((_HERE / "web/connect.html").read_text())
    return _page("Connect Paper Plane", form.substitute(values, options=options))


def failed(reason: str) -> str:
    return _page("Not connected", f"<p>{escape(reason)}</p><p>Start again at the help desk.</p>")


def _page(title: str, body: str) -> str:
    frame = Template((_HERE / "web/page.html").read_text())
    return frame.substitute(title=escape(title), body=body)
