"""Every data file against its rules, all faults at once."""

import json
import tempfile
from pathlib import Path

from geo import build, control, corpus, corrections_file, events, gazetteer_file, settings, store, usage
from geo.errors import AtlasError, DataError, InputError
from geo.gazetteer import Gazetteer
from geo.model import FORMS

_NEEDED = ("title", "published", "licence", "language")


def check() -> list[str]:
    """The faults of the gazetteer, the events, the history of control, the words that are counted, the corpus,
    the corrections and the kept layers; an empty list when there are none.
    """
    faults: list[str] = []
    places = None
    try:
        places = gazetteer_file.load()
    except DataError as error:
        faults += error.faults
    try:
        catalogue = events.load(gazetteer=places)
        known = set(_document_ids())
        for event in catalogue.events.values():
            faults += [
                f"{settings.data_dir / events.FILE}: {event.id}: source {source!r} is neither a work of the corpus nor 'background: ...'; name the source"
                for source in event.sources
                if source not in known and not source.startswith("background: ")
            ]
    except DataError as error:
        faults += error.faults
    except InputError as error:
        faults.append(str(error))
    faults += _control_faults(places)
    faults += _usage_faults()
    faults += _corpus_faults()
    if places:
        faults += _correction_faults(places)
    faults += _basemap_faults()
    if not faults:
        faults += _layer_faults()
    return faults


def _usage_faults() -> list[str]:
    """Faults of the words that are counted."""
    try:
        usage.load()
    except DataError as error:
        return error.faults
    return []


def _control_faults(places: Gazetteer | None) -> list[str]:
    """Faults of the history of control; without a gazetteer it cannot be checked, and that has a fault of its own."""
    try:
        if places:
            control.load(gazetteer=places, documents=build.shipped_documents())
    except DataError as error:
        return error.faults
    except InputError:
        return []  # the corpus; told already
    return []


def _correction_faults(places: Gazetteer) -> list[str]:
    """Faults of the corrections, and those of the shipped corpus that no longer find their text."""
    try:
        corrections = corrections_file.load(places)
        about = {entry.document for entry in corrections.entries}
        documents = [document for document in build.shipped_documents() if document.id in about]
    except DataError as error:
        return error.faults
    except InputError as error:
        return [str(error)]
    return [line for one in documents for line in corrections.of(one.id, (passage.text for passage in corpus.passages(one))).lost]


def _document_ids() -> list[str]:
    return [document.id for document in build.shipped_documents()]


def _corpus_faults() -> list[str]:
    faults: list[str] = []
    seen: dict[str, Path] = {}
    try:
        paths = corpus.find_files([build.corpus_folder()])
    except InputError as error:
        return [str(error)]
    for path in paths:
        try:
            documents = corpus.read_documents(path)
        except InputError as error:
            faults.append(str(error))
            continue
        for document in documents:
            if document.id in seen:
                faults.append(f"{path}: id {document.id!r} stands in {seen[document.id]} too; give one of them another")
            seen[document.id] = path
            missing = [key for key in _NEEDED if not getattr(document, key)]
            if missing:
                faults.append(f"{path}: {', '.join(missing)} is missing in the front matter; write it")
            if document.form not in FORMS:
                faults.append(f"{path}: form {document.form!r} is unknown; use one of {', '.join(FORMS)}")
            text = document.text[document.begins :]
            for paragraph in (block.strip() for block in text.split("\n\n")):
                if paragraph and not paragraph.startswith("#") and "{#" not in paragraph:
                    faults.append(f'{path}: a paragraph has no locator ({paragraph[:50]!r}...); end it with {{#pN "Section, para. K"}}')
    return faults


def _basemap_faults() -> list[str]:
    faults = []
    for path in sorted((settings.data_dir / "basemap").glob("*.geojson")):
        try:
            if not json.loads(path.read_text(encoding="utf-8"))["features"]:
                faults.append(f"{path}: has no features; restore it from the repository")
        except (OSError, ValueError, KeyError, TypeError) as error:
            faults.append(f"{path}: cannot be read ({error}); it must be a GeoJSON FeatureCollection")
    return faults


def _layer_faults() -> list[str]:
    """Files of the kept layers that differ from what the data now gives."""
    folder = build.layers_folder()
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch)
        try:
            build.build(None, fresh / "atlas.gpkg")
            build.write_layers(store.read(fresh / "atlas.gpkg", gazetteer_file.load()), fresh / "layers")
        except AtlasError as error:
            return [str(error)]
        wanted = {path.name: path.read_bytes() for path in (fresh / "layers").glob("*.geojson")}
        there = {path.name: path.read_bytes() for path in folder.glob("*.geojson")}
    names = sorted({*wanted, *there})
    return [f"{folder / name}: is out of date; make it anew with: python -m geo build" for name in names if wanted.get(name) != there.get(name)]
