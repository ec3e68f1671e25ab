"""The stages run over documents: texts -> passages, mentions, times, events, as rows of the tables."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geo import attachment, corpus, dates, settings, world
from geo.corrections import Amendments, Corrections
from geo.errors import InputError
from geo.events import Catalogue
from geo.gazetteer import Gazetteer
from geo.model import Document, Mention, Passage, When
from geo.resolve import Resolver

Rows = dict[str, list[tuple[object, ...]]]
_NONE = Corrections()
MODULES = (
    "model", "schema", "paragraphs", "corpus", "folding", "geometry", "declension", "gazetteer", "gazetteer_file", "world", "recognise", "placing",
    "worldly", "toponyms", "senses", "roles", "resolve", "quotes", "corrections", "dates", "attachment", "events", "stages",
)  # fmt: skip
"""The modules that decide what is found in a text, those of `readers` aside: an atlas made by other code of theirs is out of date."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A passage with what the stages found in it: its mentions (each with its own times) and all times it states."""

    passage: Passage
    mentions: tuple[Mention, ...]
    whens: tuple[When, ...]


# --- the stages over one document ---------------------------------------------------------------------------------


def parse(document: Document, resolver: Resolver, corrections: Corrections = _NONE) -> Iterator[Parsed]:
    """Passages of a document with their mentions (as corrected) and times, in order; memory is bounded by `settings.block_characters`."""
    amendments = corrections.of(document.id, (passage.text for passage in corpus.passages(document)))
    block: list[Passage] = []
    size = 0
    clock = _Clock()
    for passage in corpus.passages(document):
        block.append(passage)
        size += len(passage.text)
        if size >= settings.block_characters:
            yield from _parse_block(block, resolver, clock, amendments)
            block, size = [], 0
    yield from _parse_block(block, resolver, clock, amendments)


@dataclass(slots=True)
class _Clock:
    """The year that the text so far makes certain: that of the section's heading, else of the passages before."""

    heading: str = ""
    year: int | None = None

    def before(self, passage: Passage) -> int | None:
        if passage.heading != self.heading:
            self.heading = passage.heading
            self.year = dates.certain_year(passage.heading, self.year)
        return self.year

    def after(self, passage: Passage) -> None:
        if passage.part in ("body", "heading"):
            self.year = dates.certain_year(passage.text, self.year)


def _parse_block(block: list[Passage], resolver: Resolver, clock: _Clock, amendments: Amendments) -> Iterator[Parsed]:
    by_passage: dict[int, list[Mention]] = {}
    for mention in resolver.resolve(block):
        by_passage.setdefault(mention.passage, []).append(mention)
    for passage in block:
        year = clock.before(passage)  # the dates of notes and references are those of what they cite, not of what happened
        whens = dates.find_whens(passage.text, year=year) if passage.part not in ("footnote", "reference") else []
        clock.after(passage)
        mentions = attachment.attach(passage.text, amendments.amend(passage, by_passage.get(passage.ordinal, [])), whens)
        yield Parsed(passage, tuple(mentions), tuple(when for when in whens if not attachment.only_bounds(passage.text, when)))


@dataclass(frozen=True, slots=True)
class Stages:
    """What the stages read besides the texts: made once, used for every document."""

    resolver: Resolver
    catalogue: Catalogue
    corrections: Corrections = _NONE

    @property
    def gazetteer(self) -> Gazetteer:
        """The places that a text may name."""
        return self.corrections.extend(self.resolver.gazetteer)


def prepare(gazetteer: Gazetteer, catalogue: Catalogue, corrections: Corrections = _NONE) -> Stages:
    """The stages, ready to run."""
    return Stages(Resolver(gazetteer, world.load()), catalogue, corrections)


def stages_hash(data: Path | None = None) -> str:
    """Hash of the program's stages and of the gazetteer and events that they read."""
    data = data or settings.data_dir
    digest = hashlib.sha256()
    code = Path(__file__).parent
    for path in [
        *(code / f"{name}.py" for name in MODULES),
        *sorted((code / "readers").glob("*.py")),
        *sorted((data / "gazetteer").glob("*")),
        *sorted((data / "world").glob("*")),
        data / "events.toml",
    ]:
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    digest.update(f"{settings.passage_characters} {settings.block_characters}".encode())
    return digest.hexdigest()


def rows_of(document: Document, ready: Stages, fingerprint: str) -> Rows:
    """Rows of a document for the tables of the store; passages and mentions are numbered from 0 within the document.

    `fingerprint` is a hash of all that they are made from but the corrections; the document's row carries it and the stamp of these.
    """
    rows: Rows = {name: [] for name in ("documents", "passages", "mentions", "whens", "passage_events")}
    for parsed in parse(document, ready.resolver, ready.corrections):
        passage, number = parsed.passage, parsed.passage.ordinal
        start, end = passage.source_span(0, len(passage.text))
        rows["passages"].append((number, document.id, number, passage.part, passage.heading, passage.locator, start, end, passage.text))
        for when in parsed.whens:
            rows["whens"].append((number, None, when.first.isoformat(), when.last.isoformat(), when.granularity, when.edtf))
        for mention in parsed.mentions:
            key = len(rows["mentions"])
            source = passage.source_span(mention.start, mention.end)
            rows["mentions"].append(
                (
                    key,
                    number,
                    document.id,
                    mention.start,
                    mention.end,
                    *source,
                    mention.surface,
                    mention.place or "",
                    mention.kind,
                    mention.role,
                    mention.confidence,
                    mention.method,
                )
            )
            for when in mention.whens:
                rows["whens"].append((number, key, when.first.isoformat(), when.last.isoformat(), when.granularity, when.edtf))
        for event, how in ready.catalogue.of_passage(passage, parsed.mentions, parsed.whens).items():
            rows["passage_events"].append((number, event, how))
    rows["documents"].append(
        (
            document.id, document.title, "; ".join(document.authors), document.publisher, document.published, document.url, document.licence, document.form,
            document.language, document.file, fingerprint + ready.corrections.stamp(document.id, (str(row[-1]) for row in rows["passages"])),
        )
    )  # fmt: skip
    return rows


def file_key(path: Path, code: str) -> str:
    """Hash of all that the rows of a file's documents are made from: the file, its metadata, the stages and what they read."""
    digest = hashlib.sha256(f"{code} {path.name}".encode())
    for part in (path, path.parent / corpus.WORKS_FILE):
        try:
            with part.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:
            digest.update(b"-")  # whoever reads it says what is wrong
    return digest.hexdigest()


def read_file(path: Path, report: Callable[[str], None]) -> list[Document]:
    """The documents of a file; one that cannot be read, or cannot be within an archive, is reported in one line and gives none."""
    try:
        return corpus.read_documents(path, report)
    except InputError as error:
        report(str(error))
        return []


def read_all(paths: Iterable[Path], report: Callable[[str], None]) -> list[Document]:
    """The documents of files and folders; what cannot be read, and a document whose id is taken, is reported in one line and skipped.

    Raises `InputError` when nothing at all can be read.
    """
    documents: dict[str, Document] = {}
    for path in corpus.find_files(paths):
        for document in read_file(path, report):
            if document.id in documents:
                report(is_taken(path, document.id, documents[document.id].file))
            else:
                documents[document.id] = document
    if not documents:
        raise InputError(NOTHING)
    return list(documents.values())


NOTHING = "no text could be read; nothing was built"


def is_taken(path: Path, document: str, other: str) -> str:
    """What is said of a document whose id another one has."""
    return f"{path}: document {document!r} is there already, from {other}; give one of them another id"


def renumber(parts: Iterable[Rows]) -> Rows:
    """Rows of several documents as one set, passages and mentions numbered through."""
    merged: Rows = {name: [] for name in ("documents", "passages", "mentions", "whens", "passage_events")}
    for rows in parts:
        p, m = len(merged["passages"]), len(merged["mentions"])
        merged["documents"] += rows["documents"]
        merged["passages"] += [(row[0] + p, *row[1:]) for row in rows["passages"]]  # type: ignore[operator]
        merged["mentions"] += [(row[0] + m, row[1] + p, *row[2:]) for row in rows["mentions"]]  # type: ignore[operator]
        merged["whens"] += [(row[0] + p, None if row[1] is None else row[1] + m, *row[2:]) for row in rows["whens"]]  # type: ignore[operator]
        merged["passage_events"] += [(row[0] + p, *row[1:]) for row in rows["passage_events"]]  # type: ignore[operator]
    return merged
