"""What an unfinished build has done so far, kept beside the atlas: the next build goes on from there."""

import json
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from geo.errors import StoreError
from geo.workers import Done, Task

_EVERY = 1.0  # seconds between two commits: what a kill may cost


class Journal:
    """The files that are done, by their keys, in `<atlas>.unfinished`; made with the first one, gone when the build is finished.

    Raises `StoreError` when it cannot be written.
    """

    def __init__(self, atlas: Path) -> None:
        self._path = atlas.with_name(f"{atlas.name}.unfinished")
        self._db: sqlite3.Connection | None = None
        self._committed = 0.0
        if self._path.exists():
            try:
                self._open()
            except (sqlite3.Error, StoreError):
                self.finish()  # not one of ours: begin anew

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.commit()
            self._db.close()
            self._db = None

    def _open(self) -> sqlite3.Connection:
        if self._db is None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._db = sqlite3.connect(self._path)
                self._db.execute("PRAGMA synchronous = OFF")
                self._db.execute("CREATE TABLE IF NOT EXISTS done (key TEXT PRIMARY KEY, documents TEXT NOT NULL, faults TEXT NOT NULL)")
            except (OSError, sqlite3.Error) as error:
                raise self._refused(error) from None
        return self._db

    def _refused(self, error: Exception) -> StoreError:
        return StoreError(f"{self._path}: cannot be written ({error}); check the folder, its permissions and the space left")

    def get(self, task: Task) -> Done | None:
        """What a file gave in the build before, if that got to it."""
        if self._db is None:
            return None
        row = self._db.execute("SELECT documents, faults FROM done WHERE key = ?", (task.key,)).fetchone()
        if row is None:
            return None
        documents = [{table: [tuple(one) for one in rows] for table, rows in document.items()} for document in json.loads(row[0])]
        return Done(task, documents, json.loads(row[1]))

    def put(self, done: Done) -> None:
        """Keep what a file gave."""
        db = self._open()
        try:
            db.execute("INSERT OR REPLACE INTO done VALUES (?, ?, ?)", (done.task.key, json.dumps(done.documents), json.dumps(done.faults)))
            if time.monotonic() - self._committed > _EVERY:
                db.commit()
                self._committed = time.monotonic()
        except sqlite3.Error as error:
            raise self._refused(error) from None

    def finish(self) -> None:
        """The build is written: nothing has to be kept."""
        if self._db is not None:
            self._db.close()
            self._db = None
        for left in (self._path, self._path.with_name(f"{self._path.name}-journal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)
