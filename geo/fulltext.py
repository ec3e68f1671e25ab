"""Texts of passages and full-text search over them, by SQLite's FTS5."""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

import numpy as np

_OPEN, _CLOSE = "\ue000", "\ue001"  # private characters that mark what a search found
_AT_ONCE = 500  # numbers in one question


def make_index(db: sqlite3.Connection) -> None:
    """Index the table `passages` (columns passage, text) for search, as `passages_fts`."""
    db.execute("CREATE VIRTUAL TABLE passages_fts USING fts5(text, content='passages', content_rowid='passage', tokenize='unicode61 remove_diacritics 2')")
    db.execute("INSERT INTO passages_fts(passages_fts) VALUES ('rebuild')")


def match_query(words: str) -> str:
    """An FTS5 query for words as a person types them: all of them, "quoted" ones as a phrase; operators lose their meaning."""
    parts = [phrase or word for phrase, word in re.findall(r'"([^"]+)"|(\S+)', words)]
    quoted = ['"' + part.replace('"', '""') + '"' for part in parts if any(char.isalnum() for char in part)]
    return " ".join(quoted)


class FullText:
    """Answers from a database with the tables `passages` and `passages_fts`; `connect` opens it for each question."""

    def __init__(self, connect: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._connect = connect

    def search(self, words: str) -> np.ndarray:
        """Numbers of the passages that hold all words, the best fit first."""
        query = match_query(words)
        if not query:
            return np.empty(0, dtype=np.int64)
        with self._connect() as db:
            found = db.execute("SELECT rowid FROM passages_fts WHERE passages_fts MATCH ? ORDER BY rank, rowid", (query,)).fetchall()
        return np.array([row[0] for row in found], dtype=np.int64)

    def matches(self, words: str, numbers: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
        """Passage -> where in its text the words stand, for those that hold them all."""
        query = match_query(words)
        found: dict[int, list[tuple[int, int]]] = {}
        for marks, part in _parts(numbers) if query else ():
            asked = f"SELECT rowid, highlight(passages_fts, 0, ?, ?) FROM passages_fts WHERE passages_fts MATCH ? AND rowid IN ({marks})"
            with self._connect() as db:
                found |= {number: _spans(text) for number, text in db.execute(asked, (_OPEN, _CLOSE, query, *part))}
        return found

    def texts(self, numbers: Iterable[int]) -> dict[int, str]:
        """Passage -> its text."""
        found: dict[int, str] = {}
        with self._connect() as db:
            for marks, part in _parts(numbers):
                found.update(db.execute(f"SELECT passage, text FROM passages WHERE passage IN ({marks})", part))
        return found


def _parts(numbers: Iterable[int]) -> Iterator[tuple[str, list[int]]]:
    """Numbers in parts small enough for one question, each with its question marks."""
    wanted = [int(number) for number in numbers]
    for at in range(0, len(wanted), _AT_ONCE):
        part = wanted[at : at + _AT_ONCE]
        yield ", ".join("?" * len(part)), part


def _spans(text: str) -> list[tuple[int, int]]:
    """Where marked parts stand in a text without the marks."""
    spans, at, begun = [], 0, 0
    for piece in re.split(f"({_OPEN}|{_CLOSE})", text):
        if piece == _OPEN:
            begun = at
        elif piece == _CLOSE:
            spans.append((begun, at))
        else:
            at += len(piece)
    return spans


def in_memory_texts(passages: Iterable[tuple[int, str]]) -> FullText:
    """Texts by number, held and searched in memory: no file is written."""
    db = sqlite3.connect(":memory:", check_same_thread=False)
    db.execute("CREATE TABLE passages (passage INTEGER PRIMARY KEY, text TEXT)")
    db.executemany("INSERT INTO passages VALUES (?, ?)", passages)
    make_index(db)
    lock = threading.Lock()  # pages of one visit may ask from several threads

    @contextmanager
    def connect() -> Iterator[sqlite3.Connection]:
        with lock:
            yield db

    return FullText(connect)
