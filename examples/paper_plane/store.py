"""Paper Plane's storage: one SQLite file."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (shop TEXT PRIMARY KEY, id TEXT UNIQUE, open INTEGER);
CREATE TABLE IF NOT EXISTS chats (id TEXT PRIMARY KEY, key TEXT UNIQUE, shop TEXT, name TEXT, over INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, chat TEXT, author TEXT, text TEXT, files TEXT,
    sent_at TEXT, state TEXT, html TEXT, choices TEXT, answers TEXT);
CREATE INDEX IF NOT EXISTS messages_of_chat ON messages (chat, number);
CREATE TABLE IF NOT EXISTS pictures (id TEXT PRIMARY KEY, type TEXT, content BLOB);
CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT, kind TEXT, body TEXT, due REAL, since REAL,
    tries INTEGER DEFAULT 0);
CREATE INDEX IF NOT EXISTS outbox_lanes ON outbox (lane, number);
"""

_ADDED = ("html", "choices", "answers")
"""Columns of messages that the first version of Paper Plane did not have."""

Row = sqlite3.Row


class State:
    """Reads and writes of one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute

    def is_new(self, event_id: str) -> bool:
        """Whether the event has not been seen before. Marks it as seen."""
        return self._execute("INSERT OR IGNORE INTO events VALUES (?)", (event_id,)).rowcount == 1

    def account(self, shop: str) -> Row | None:
        return self._first("SELECT * FROM accounts WHERE shop = ?", shop)

    def put_account(self, account_id: str, shop: str, *, is_open: bool) -> None:
        self._execute("INSERT OR REPLACE INTO accounts VALUES (?, ?, ?)", (shop, account_id, is_open))

    def delete_account(self, account_id: str) -> None:
        self._execute("DELETE FROM accounts WHERE id = ?", (account_id,))

    def delete_accounts(self) -> None:
        self._execute("DELETE FROM accounts")

    def open_shops(self) -> set[str]:
        return {row["shop"] for row in self._execute("SELECT shop FROM accounts WHERE open")}

    def add_chat(self, chat_id: str, key: str, shop: str, name: str) -> None:
        self._execute("INSERT INTO chats (id, key, shop, name) VALUES (?, ?, ?, ?)", (chat_id, key, shop, name))

    def chat(self, chat_id: str) -> Row | None:
        return self._first("SELECT * FROM chats WHERE id = ?", chat_id)

    def chat_by_key(self, shop: str, key: str) -> Row | None:
        return self._first("SELECT * FROM chats WHERE shop = ? AND key = ? AND NOT over", shop, key)

    def end_chat(self, chat_id: str) -> None:
        self._execute("UPDATE chats SET over = 1 WHERE id = ?", (chat_id,))

    def add_message(self, message: dict[str, Any]) -> None:
        lists = {name: json.dumps(message.get(name, [])) for name in ("files", "choices")}
        self._execute(
            "INSERT INTO messages (id, chat, author, text, html, files, choices, answers, sent_at, state)"
            " VALUES (:id, :chat, :author, :text, :html, :files, :choices, :answers, :sent_at, :state)",
            {"html": None, "answers": None} | message | lists,
        )

    def messages(self, chat_id: str) -> list[dict[str, Any]]:
        """The latest 200, oldest first."""
        rows = self._execute(
            "SELECT * FROM messages WHERE chat = ? ORDER BY number DESC LIMIT 200", (chat_id,)
        ).fetchall()
        return [
            dict(row) | {"files": json.loads(row["files"]), "choices": json.loads(row["choices"] or "[]")}
            for row in reversed(rows)
        ]

    def add_picture(self, picture_id: str, kind: str, content: bytes) -> None:
        self._execute("INSERT INTO pictures VALUES (?, ?, ?)", (picture_id, kind, content))

    def picture(self, picture_id: str) -> Row | None:
        return self._first("SELECT * FROM pictures WHERE id = ?", picture_id)

    def unread(self, chat_id: str, up_to: int) -> list[str]:
        query = "SELECT id FROM messages WHERE chat = ? AND number <= ? AND state = 'delivered' ORDER BY number"
        return [row["id"] for row in self._execute(query, (chat_id, up_to))]

    def set_state(self, message_id: str, state: str) -> None:
        self._execute("UPDATE messages SET state = ? WHERE id = ?", (state, message_id))

    def queue(self, lane: str, kind: str, body: dict[str, Any], now: float) -> None:
        values: Sequence[Any] = (lane, kind, json.dumps(body), now, now)
        self._execute("INSERT INTO outbox (lane, kind, body, due, since) VALUES (?, ?, ?, ?, ?)", values)

    def next_task(self, now: float) -> Row | None:
        """The first task of a lane, if it is due. A lane keeps its order and does not block other lanes."""
        return self._first(
            "SELECT * FROM outbox WHERE number IN (SELECT MIN(number) FROM outbox GROUP BY lane) AND due <= ?"
            " ORDER BY number LIMIT 1",
            now,
        )

    def delete_task(self, number: int) -> None:
        self._execute("DELETE FROM outbox WHERE number = ?", (number,))

    def postpone(self, number: int, due: float) -> None:
        self._execute("UPDATE outbox SET due = ?, tries = tries + 1 WHERE number = ?", (due, number))

    def _first(self, query: str, *values: Any) -> Row | None:
        row: Row | None = self._execute(query, values).fetchone()
        return row


class Store:
    def __init__(self, file: Path) -> None:
        self._file = file
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(_SCHEMA)
            columns = {row[1] for row in connection.execute("PRAGMA table_info(messages)")}
            for column in _ADDED:
                if column not in columns:
                    connection.execute(f"ALTER TABLE messages ADD COLUMN {column} TEXT")

    @contextmanager
    def transaction(self) -> Iterator[State]:
        """All of its writes are stored, or none. Transactions run one at a time."""
        with closing(sqlite3.connect(self._file, timeout=10, isolation_level=None)) as connection, connection:
            connection.row_factory = Row
            connection.execute("BEGIN IMMEDIATE")
            yield State(connection)
