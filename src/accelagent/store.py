"""The append-only record of runs: one SQLite file in WAL mode that a killed process leaves readable.

A record is a JSON value under (kind, key); it is written once and never changed. Everything else is a view.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from accelagent.domain import Usage
from accelagent.errors import StoreError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT = 1
_BUSY_S = 30.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS format (version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (kind, key)
);
CREATE TRIGGER IF NOT EXISTS records_stay BEFORE UPDATE ON records
BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
CREATE TRIGGER IF NOT EXISTS records_remain BEFORE DELETE ON records
BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
"""
Value = TypeVar("Value")


class Store:
    """An open run database; threads may share it, and any number of processes may have it open."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Store:
        """The database at `path`, made when missing unless `create` is false; StoreError when it is none."""
        if not create and not path.is_file():
            raise StoreError(f"{path}: no run database here; allowed: the run.db in the directory of a run")
        connection = None
        try:
            # The lock below keeps threads apart; the default check would forbid even that.
            connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
            _prepare(connection, path)
        except (sqlite3.Error, StoreError) as error:
            if connection:
                connection.close()
            raise error if isinstance(error, StoreError) else _unreadable(path, error) from error
        return cls(path, connection)

    def append(self, kind: str, key: str, value: object) -> bool:
        """Durably add a JSON-able value; False, and nothing changes, when (kind, key) already has one."""
        text = json.dumps(value, separators=(",", ":"))
        statement = "INSERT OR IGNORE INTO records (kind, key, value) VALUES (?, ?, ?)"
        with self._lock:
            return self._execute(statement, (kind, key, text)).rowcount == 1

    def get(self, kind: str, key: str) -> Any:  # JSON has no better type
        """The value under (kind, key), or None."""
        rows = self._rows("SELECT value FROM records WHERE kind = ? AND key = ?", (kind, key))
        return json.loads(rows[0]) if rows else None

    def all(self, kind: str) -> list[Any]:
        """Every value of a kind in the order of insertion."""
        return [
            json.loads(row)
            for row in self._rows("SELECT value FROM records WHERE kind = ? ORDER BY id", (kind,))
        ]

    def keys(self, kind: str) -> list[str]:
        """Every key of a kind in the order of insertion."""
        return self._rows("SELECT key FROM records WHERE kind = ? ORDER BY id", (kind,))

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _rows(self, statement: str, values: tuple[str, ...]) -> list[str]:
        try:
            with self._lock:
                return [row[0] for row in self._execute(statement, values).fetchall()]
        except sqlite3.Error as error:
            raise _unreadable(self.path, error) from error

    def _execute(self, statement: str, values: tuple[str, ...]) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise _unreadable(self.path, error) from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make a new file a run database, or check that the file is one that this version reads."""
    tables = _tables(connection)
    if "format" not in tables:
        if tables:
            raise StoreError(f"{path}: is a database of another program; allowed: a run database")
        _create(connection)
    version = connection.execute("SELECT max(version) FROM format").fetchone()[0]
    if version is None or version > FORMAT:
        found = "no format" if version is None else f"format {version}"
        raise StoreError(
            f"{path}: has {found}; this version reads up to format {FORMAT}: use a newer accelagent"
        )


def _tables(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {str(row[0]) for row in rows}


def _create(connection: sqlite3.Connection) -> None:
    """All tables in one transaction, so that another process sees none of them or all."""
    _write_ahead(connection)
    connection.execute("BEGIN IMMEDIATE")
    for statement in _statements():
        connection.execute(statement)
    if connection.execute("SELECT count(*) FROM format").fetchone()[0] == 0:
        connection.execute("INSERT INTO format (version) VALUES (?)", (FORMAT,))
    connection.execute("COMMIT")


def _statements() -> list[str]:
    found, text = [], ""
    for line in _SCHEMA.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            found.append(text)
            text = ""
    return found


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL; SQLite does not wait for its busy timeout here when another process switches too."""
    deadline = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _unreadable(path: Path, error: sqlite3.Error) -> StoreError:
    return StoreError(f"{path}: cannot be used as a run database: {error}")


def usage(store: Store) -> Usage:
    """What the run's recorded exchanges with a model add up to."""
    found = store.all("exchange")
    return Usage(
        len(found),
        sum(e.get("input_tokens") or 0 for e in found),
        sum(e.get("output_tokens") or 0 for e in found),
        sum(e.get("dollars") or 0.0 for e in found),
        round(sum(e.get("seconds") or 0.0 for e in found), 3),
    )


# --- domain values as JSON -------------------------------------------------------------------------------


def encode(value: object) -> Any:
    """A domain value as JSON-able data: dataclasses become objects, tuples lists, paths and enums text."""
    kind: Any = type(value)
    return _adapter(kind).dump_python(value, mode="json")


def decode(kind: type[Value], data: object) -> Value:
    """The domain value of that type that `encode` gave the data for; StoreError when it does not fit."""
    from pydantic import ValidationError

    hashable: Any = kind  # a union such as Outcome works too
    try:
        value: Value = _adapter(hashable).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        name = getattr(kind, "__name__", str(kind))
        raise StoreError(f"a stored {name} does not fit at '{where}': {first['msg']}") from error
    return value


@lru_cache(maxsize=64)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def earlier(store: Store) -> tuple[float, int]:
    """Seconds that earlier, killed sessions of this run took up to their last trial, and the number of this one."""
    longest: dict[int, float] = {}
    for record in store.all("elapsed"):
        longest[record["session"]] = max(longest.get(record["session"], 0.0), record["seconds"])
    return sum(longest.values()), max(longest, default=-1) + 1
