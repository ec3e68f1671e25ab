"""Files read and parsed on every core: one process a core, each with the gazetteer loaded once; a crash costs one file."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import wait as wait_for
from pathlib import Path

from geo import events, gazetteer_file, stages
from geo.corrections import Corrections
from geo.stages import Rows, Stages

_CHUNK_BYTES, _CHUNK_FILES = 300_000, 25
WORTH_IT = 2_000_000
"""Bytes of files below which one process is quicker than several, each of which has to load the gazetteer."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read and parse; `key` is a hash of all that its rows are made from."""

    path: Path
    key: str
    size: int


@dataclass(frozen=True, slots=True)
class Done:
    """What a file gave: the rows of each of its documents, and a line for each thing that could not be read."""

    task: Task
    documents: list[Rows]
    faults: list[str]


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def work(tasks: Iterable[Task], ready: Stages, processes: int) -> Iterator[Done]:
    """Read and parse files, in whatever order they are done; with one process here and now, in their order."""
    waiting = list(tasks)
    if processes < 2 or sum(task.size for task in waiting) < WORTH_IT:
        for task in waiting:
            yield _do(task, ready)
        return
    yield from _one_by_one((yield from _together(waiting, ready, processes)), ready)


def _together(tasks: list[Task], ready: Stages, processes: int) -> Generator[Done, None, list[Task]]:
    """Several processes; returns the tasks that were under way when one of them died."""
    chunks = _chunks(tasks)
    doing: dict[Future[list[Done]], list[Task]] = {}
    suspects: list[Task] = []
    pool = _pool(processes, ready)
    try:
        while True:
            broken = False
            for chunk in islice(chunks, max(processes * 2 - len(doing), 0)):
                try:
                    doing[pool.submit(_do_all, chunk)] = chunk
                except BrokenProcessPool:
                    suspects += chunk
                    broken = True
            if not doing and not broken:
                return suspects
            finished, _ = wait(doing, return_when=FIRST_COMPLETED)
            for future in finished:
                chunk = doing.pop(future)
                try:
                    yield from future.result()
                except BrokenProcessPool:
                    suspects += chunk
                    broken = True
            if broken:
                suspects += (task for chunk in doing.values() for task in chunk)
                doing = {}
                pool.shutdown(cancel_futures=True)
                pool = _pool(processes, ready)
    except BaseException:
        _end(pool)
        raise
    finally:
        pool.shutdown()


def _one_by_one(tasks: list[Task], ready: Stages) -> Iterator[Done]:
    """One process, one task at a time: who dies now is the one."""
    pool = None
    try:
        for task in tasks:
            pool = pool or _pool(1, ready)
            try:
                yield from pool.submit(_do_all, [task]).result()
            except BrokenProcessPool:
                yield Done(task, [], [f"{task.path}: reading it made the reader crash; leave it out, or save it in another format"])
                pool = None
    except BaseException:
        if pool is not None:
            _end(pool)
        raise
    finally:
        if pool is not None:
            pool.shutdown()


def _chunks(tasks: list[Task]) -> Iterator[list[Task]]:
    chunk: list[Task] = []
    for task in tasks:
        chunk.append(task)
        if len(chunk) >= _CHUNK_FILES or sum(one.size for one in chunk) >= _CHUNK_BYTES:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _pool(processes: int, ready: Stages) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(ready.corrections,))


def _end(pool: ProcessPoolExecutor) -> None:
    """Stop at once: what was interrupted does not wait for what is under way."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.terminate()
    pool.shutdown(wait=False, cancel_futures=True)


# --- in a worker process ------------------------------------------------------------------------------------------

_own: list[Stages] = []


def _begin(corrections: Corrections) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started this says when to stop
    threading.Thread(target=_end_with_parent, daemon=True).start()
    places = corrections.extend(gazetteer_file.load())
    _own.append(stages.prepare(places, events.load(gazetteer=places), corrections))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _do_all(tasks: list[Task]) -> list[Done]:
    return [_do(task, _own[0]) for task in tasks]


def _do(task: Task, ready: Stages) -> Done:
    faults: list[str] = []
    documents = stages.read_file(task.path, faults.append)
    fingerprint = f"{task.key}!" if faults else task.key  # what has faults is read again, so that they are said again
    return Done(task, [stages.rows_of(document, ready, fingerprint) for document in documents], faults)
