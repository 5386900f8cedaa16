import pytest

from examples.paper_plane.channel import Channel
from examples.paper_plane.chats import Chats
from examples.paper_plane.desk import Desk
from examples.paper_plane.outbox import Outbox
from examples.paper_plane.settings import Settings
from examples.paper_plane.store import Store
from examples.paper_plane.web import Web
from tests.support.scripted_desk import ScriptedDesk


@pytest.fixture
def scripted():
    with ScriptedDesk() as desk:
        yield desk


@pytest.fixture
def desk(scripted):
    return Desk(scripted.url, "kan_token")


@pytest.fixture
def store(tmp_path):
    """The bakery is connected."""
    store = Store(tmp_path / "paper_plane.sqlite3")
    with store.transaction() as state:
        state.put_account("77", "bakery", is_open=True)
    return store


@pytest.fixture
def channel(desk, store):
    channel = Channel(desk, store, "1", "https://plane.example")
    channel.id = "5"
    return channel


@pytest.fixture
def chats(store):
    return Chats(store)


@pytest.fixture
def outbox(store, desk, channel):
    return Outbox(store, desk, channel)


@pytest.fixture
def web(tmp_path, store, channel):
    settings = Settings(
        channel_api_url="",
        token="",
        app_secrets=("whsec_new", "whsec_old"),
        inbox_id="1",
        desk_origins=("https://desk.example",),
        port=0,
        public_url=None,
        database=tmp_path / "unused",
    )
    return Web(settings, store, channel)
