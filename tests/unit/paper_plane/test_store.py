"""The file in which Paper Plane keeps its chats."""

import sqlite3
from contextlib import closing

from examples.paper_plane.store import Store

FIRST_VERSION = """
CREATE TABLE messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, chat TEXT, author TEXT, text TEXT, files TEXT,
    sent_at TEXT, state TEXT);
INSERT INTO messages (id, chat, text, files, state) VALUES ('m-1', 'c', 'Hello', '[]', 'sent');
"""


def test_chats_of_the_first_version_are_kept(tmp_path):
    file = tmp_path / "plane.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(FIRST_VERSION)
    for _ in range(2):
        with Store(file).transaction() as state:
            [message] = state.messages("c")
    assert (message["text"], message["html"], message["choices"], message["answers"]) == ("Hello", None, [], None)
