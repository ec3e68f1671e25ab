"""Texts -> atlas file: what is unchanged is taken over, the rest is parsed, and all of it is written whole or not at all."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from geo import corpus, corrections_file, events, export, gazetteer_file, settings, stages, store, world
from geo.atlas import Atlas
from geo.corrections import METHOD, Corrections
from geo.errors import InputError, InterruptError
from geo.filters import Filters
from geo.journal import Journal
from geo.model import Document
from geo.stages import Rows
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
    corrected: int
    lost: tuple[str, ...]


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
    paths: Iterable[Path] | None = None,
    out: Path | None = None,
    *,
    corrections: Iterable[Path] | None = None,
    report: Callable[[str], None] = lambda _line: None,
    bar: Bar | None = None,
) -> Summary:
    """Make an atlas of texts (without `paths`: the shipped corpus) at `out` (else `settings.atlas_file`).

    Files that the earlier atlas was made from are taken over unread, and so is what an interrupted build had done, except where
    corrections have changed: those of some files (without `corrections`: of `settings.corrections_file`) are applied. `report`
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

    places = gazetteer_file.load()
    texts, files = (None if given is None else list(given) for given in (paths, corrections))
    corrected = corrections_file.load(places, files)
    places = corrected.extend(places)
    catalogue = events.load(gazetteer=places)
    tasks = _tasks(texts if texts is not None else [corpus_folder()])
    inputs = _inputs(tasks, corrected)
    known = _known(out)
    held = len(known)
    taken = {task.key: Done(task, known[task.key], []) for task in tasks if task.key in known and _is_as_corrected(known[task.key], corrected)}
    known.clear()
    with Journal(out) as journal, bar(sum(task.size for task in tasks)) if bar else nullcontext(_Silent()) as progress:
        kept = {task.key: found for task in tasks if task.key not in taken and (found := journal.get(task))}
        done = taken | {key: found for key, found in kept.items() if _is_as_corrected(found.documents, corrected)}
        progress.update(sum(done[task.key].task.size for task in tasks if task.key in done))
        parsed = 0
        try:
            for one in work([task for task in tasks if task.key not in done], stages.prepare(places, catalogue, corrected), settings.processes or cores()):
                journal.put(one)
                done[one.task.key] = one
                parsed += len(one.documents)
                progress.update(one.task.size)
        except KeyboardInterrupt:
            raise InterruptError(f"stopped; {len(done):,} of {len(tasks):,} files are done and kept: run the same again to go on with the rest") from None
        parts = _merged((done[task.key] for task in tasks), skip)
        unchanged = len(taken) == len(tasks) == held and not skipped and store.facts(out).get("inputs") == inputs
        if not unchanged:
            rows = stages.renumber(parts)
            held_places = world.load().extend(places, {str(row[8]) for row in rows["mentions"]})
            store.write(out, rows, held_places, catalogue, inputs, texts=_kept(texts, out), corrections=_kept(files, out))
        journal.finish()
    atlas = store.read(out, places)
    return _summary(atlas, parsed, tuple(skipped), not unchanged, tuple(corrected.lost(map(_texts_of, parts))))


def _kept(paths: list[Path] | None, out: Path) -> str:
    """Paths as the atlas keeps them, seen from its folder, so that both can move together; empty for the usual ones."""
    return "" if paths is None else json.dumps([os.path.relpath(path.resolve(), out.parent.resolve()) for path in paths])


def _named(atlas: Path, fact: str) -> list[Path] | None:
    kept = store.facts(atlas).get(fact, "")
    return [atlas.parent / path for path in json.loads(kept)] if kept else None


def corrections_of(atlas: Path) -> list[Path]:
    """The files of corrections that an atlas was made with; the last one is written to."""
    return _named(atlas, "corrections") or [settings.corrections_file]


def again(atlas: Path) -> Summary:
    """Make an atlas anew of the texts and with the corrections that it was made of.

    Raises `InputError` when it does not say of which, or when they are gone, otherwise as `build`.
    """
    if "texts" not in store.facts(atlas):
        raise InputError(f"{atlas}: does not say what it was made from; make it anew with: python -m geo build")
    return build(_named(atlas, "texts"), atlas, corrections=_named(atlas, "corrections"))


def _tasks(paths: Iterable[Path]) -> list[Task]:
    code = stages.stages_hash()
    return [Task(path, stages.file_key(path, code), path.stat().st_size) for path in corpus.find_files(paths)]


def _inputs(tasks: list[Task], corrections: Corrections) -> str:
    return hashlib.sha256("\n".join([*(task.key for task in tasks), corrections.key]).encode("utf-8", "surrogatepass")).hexdigest()


def _known(path: Path) -> dict[str, list[Rows]]:
    """The rows of the documents of an earlier atlas, by the key of their file."""
    known: dict[str, list[Rows]] = {}
    for documents in store.read_document_rows(path).values():
        for rows in documents:
            known.setdefault(_stamp_of(rows)[0], []).append(rows)
    return known


def _texts_of(rows: Rows) -> tuple[str, list[str]]:
    """The id of the document that some rows are of, and the texts of its passages."""
    return str(rows["documents"][0][0]), [str(row[-1]) for row in rows["passages"]]


def _stamp_of(rows: Rows) -> tuple[str, str]:
    """The fingerprint of a document's rows without the corrections, and the stamp of the corrections that they were made with."""
    fingerprint, plus, stamp = str(rows["documents"][0][-1]).partition("+")
    return fingerprint, plus + stamp


def _is_as_corrected(documents: list[Rows], corrections: Corrections) -> bool:
    """Whether the corrections that concern these documents are those that their rows were made with."""
    return all(_stamp_of(rows)[1] == corrections.stamp(*_texts_of(rows)) for rows in documents)


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


def _summary(atlas: Atlas, parsed: int, skipped: tuple[str, ...], written: bool, lost: tuple[str, ...]) -> Summary:
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
        corrected=int((mentions["method"] == METHOD).sum()),
        lost=lost,
    )


def is_current(path: Path) -> bool:
    """Whether an atlas of the shipped corpus is up to date; one made of other texts, or with corrections that were named, always is."""
    facts = store.facts(path)
    if facts.get("texts") or facts.get("corrections"):
        return True
    if "texts" not in facts:  # by an earlier version, which did not say
        return store.document_ids(path) != {document.id for document in shipped_documents()}
    return facts.get("inputs") == _inputs(_tasks([corpus_folder()]), corrections_file.load(gazetteer_file.load()))


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
