"""Texts -> atlas file: what is unchanged is taken over, the rest is parsed, and all of it is written whole or not at all."""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from geo import atlas as stages
from geo import events, export, gazetteer, settings, store
from geo.atlas import Atlas
from geo.errors import InputError
from geo.filters import Filters
from geo.model import Document
from geo.resolve import Resolver


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

    Documents that the earlier file was made from are taken over unparsed. `report` gets one line for each file or document
    that is skipped. Raises `InputError`, `DataError` or `StoreError`; the earlier file then stays as it was.
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
    documents = stages.read_all(paths if paths is not None else [corpus_folder()], skip)
    code = stages.stages_hash()
    wanted = [stages.fingerprint(document, code) for document in documents]
    inputs = hashlib.sha256("\n".join([code, *wanted]).encode()).hexdigest()
    before = store.read_document_rows(out)
    parsed, parts = 0, []
    resolver = Resolver(places)
    size = sum(document.until - document.begins for document in documents)
    with bar(size) if bar else nullcontext(_Silent()) as progress:
        for document, key in zip(documents, wanted, strict=True):
            if key in before:
                parts.append(before[key])
            else:
                parts.append(stages.rows_of(document, resolver, catalogue, code))
                parsed += 1
            progress.update(document.until - document.begins)
    unchanged = not parsed and store.exists(out) and len(before) == len(documents) and store.facts(out).get("inputs") == inputs
    if not unchanged:
        store.write(out, stages.renumber(parts), places, catalogue, inputs)
    atlas = store.read(out, places)
    return _summary(atlas, parsed, tuple(skipped), not unchanged)


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
    documents = shipped_documents()
    code = stages.stages_hash()
    wanted = [stages.fingerprint(document, code) for document in documents]
    facts = store.facts(path)
    if facts.get("inputs") == hashlib.sha256("\n".join([code, *wanted]).encode()).hexdigest():
        return True
    ids = {document.id for document in documents}
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
