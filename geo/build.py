"""Texts -> atlas file: what is unchanged is taken over, the rest is parsed, and all of it is written whole or not at all."""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from geo import atlas as stages
from geo import corpus, events, export, gazetteer, settings, store
from geo.atlas import Atlas, Rows
from geo.errors import InputError, InterruptError
from geo.filters import Filters
from geo.journal import Journal
from geo.model import Document
from geo.workers import Done, Task, cores, work


class Progress(Protocol):
    """A bar that is moved on by a number of steps."""

    def update(self, n_steps: int, /) -> object:
        """Move on."""


Bar = Callable[[int], AbstractContextManager[Progress]]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did."""

    documents: int
    parsed: int
    passages: int
    mentions: int
    roles: dict[str, int]
    places: int
    unresolved: int
    undated: int
    skipped: tuple[str, ...]
    written: bool


class _Silent:
    def update(self, n_steps: int, /) -> None:
        """Show nothing."""


def corpus_folder() -> Path:
    """The shipped corpus."""
    return settings.data_dir / "corpus"


def layers_folder() -> Path:
    """The layers of the shipped corpus, kept in the repository."""
    return settings.data_dir / "layers"


def build(
    paths: Iterable[Path] | None = None, out: Path | None = None, *, report: Callable[[str], None] = lambda _line: None, bar: Bar | None = None
) -> Summary:
    """Make an atlas of texts (without `paths`: the shipped corpus) at `out` (else `settings.atlas_file`).

    Files that the earlier atlas was made from are taken over unread, and so is what an interrupted build had done. `report`
    gets one line for each file or document that is skipped. Raises `InputError`, `DataError`, `StoreError`, or `InterruptError` when
    interrupted; the earlier file then stays as it was.
    """
    out = out or store.default_path()
    if out.suffix.lower() != ".gpkg" or (out.exists() and not out.is_file()):
        raise InputError(f"{out}: is no name for an atlas; name a file that ends in .gpkg")
    skipped: list[str] = []

    def skip(line: str) -> None:
        skipped.append(line)
        report(line)

    places = gazetteer.load()
    catalogue = events.load(gazetteer=places)
    tasks = _tasks(paths if paths is not None else [corpus_folder()])
    inputs = _inputs(tasks)
    known = store.read_document_rows(out)
    held = len(known)
    taken = {task.key: Done(task, known.pop(task.key), []) for task in tasks if task.key in known}
    with Journal(out) as journal, bar(sum(task.size for task in tasks)) if bar else nullcontext(_Silent()) as progress:
        done = taken | {task.key: found for task in tasks if task.key not in taken and (found := journal.get(task))}
        progress.update(sum(done[task.key].task.size for task in tasks if task.key in done))
        parsed = 0
        try:
            for one in work([task for task in tasks if task.key not in done], stages.prepare(places, catalogue), settings.processes or cores()):
                journal.put(one)
                done[one.task.key] = one
                parsed += len(one.documents)
                progress.update(one.task.size)
        except KeyboardInterrupt:
            raise InterruptError(f"stopped; {len(done):,} of {len(tasks):,} files are done and kept: run the same again to go on with the rest") from None
        parts = _merged((done[task.key] for task in tasks), skip)
        unchanged = len(taken) == len(tasks) == held and not skipped and store.facts(out).get("inputs") == inputs
        if not unchanged:
            store.write(out, stages.renumber(parts), places, catalogue, inputs)
        journal.finish()
    atlas = store.read(out, places)
    return _summary(atlas, parsed, tuple(skipped), not unchanged)


def _tasks(paths: Iterable[Path]) -> list[Task]:
    code = stages.stages_hash()
    return [Task(path, stages.file_key(path, code), path.stat().st_size) for path in corpus.find_files(paths)]


def _inputs(tasks: list[Task]) -> str:
    return hashlib.sha256("\n".join(task.key for task in tasks).encode()).hexdigest()


def _merged(done: Iterable[Done], skip: Callable[[str], None]) -> list[Rows]:
    """The rows of all documents in the order of their files; what was not read, or has another's id, is reported. Raises `InputError` without any."""
    parts: list[Rows] = []
    files: dict[str, str] = {}
    for one in done:
        for line in one.faults:
            skip(line)
        for rows in one.documents:
            document = str(rows["documents"][0][0])
            if document in files:
                skip(stages.is_taken(one.task.path, document, files[document]))
            else:
                files[document] = one.task.path.name
                parts.append(rows)
    if not parts:
        raise InputError(stages.NOTHING)
    return parts


def _summary(atlas: Atlas, parsed: int, skipped: tuple[str, ...], written: bool) -> Summary:
    mentions = atlas.mentions
    dated = mentions["mention"].isin(atlas.told.index)
    named = mentions.loc[mentions["place_id"] != "", "place_id"]
    return Summary(
        documents=len(atlas.documents),
        parsed=parsed,
        passages=len(atlas.passages),
        mentions=len(mentions),
        roles=atlas.count_by_role(),
        places=int(named.nunique()),
        unresolved=int((mentions["place_id"] == "").sum()),
        undated=int((~dated).sum()),
        skipped=skipped,
        written=written,
    )


def is_current(path: Path) -> bool:
    """Whether an atlas of the shipped corpus is up to date; one made of other texts always is."""
    facts = store.facts(path)
    if facts.get("inputs") == _inputs(_tasks([corpus_folder()])):
        return True
    ids = {document.id for document in shipped_documents()}
    return facts.get("version") is not None and store.document_ids(path) != ids


def shipped_documents() -> list[Document]:
    """The documents of the shipped corpus."""
    return stages.read_all([corpus_folder()], lambda _line: None)


def write_layers(atlas: Atlas, folder: Path | None = None) -> list[Path]:
    """Write the layers of an atlas as GeoJSON files, one a layer; files of layers that are no more are removed."""
    folder = folder or layers_folder()
    written = export.export(atlas, atlas.select(Filters()), "geojson", folder, dated=False)  # they are compared with the kept ones
    for path in folder.glob("*.geojson"):
        if path not in written:
            path.unlink()
    return written
