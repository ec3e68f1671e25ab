"""The command line: build, parse, export, places, events, check, evaluate."""

import gc
import json
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import click
import pandas as pd

import geo
from geo import settings
from geo.correcting import correct
from geo.errors import AtlasError, DataError, InputError
from geo.fields import FORMAT_FIELDS
from geo.model import CLOCKS, KINDS, ROLES


class _Commands(click.Group):
    """A group that turns the errors a user may meet into lines on standard error and an exit code."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run, and say what is wrong with the arguments in one line."""
        try:
            code = super().main(*args, **{**options, "standalone_mode": False})
        except click.Abort:
            click.echo("stopped; nothing was changed", err=True)
            sys.exit(1)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.ClickException as error:
            message = " ".join(error.format_message().split()).rstrip(".")
            click.echo(f"error: {message}; see: python -m geo --help", err=True)
            sys.exit(error.exit_code)
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DataError as error:
            for fault in error.faults:
                click.echo(fault, err=True)
            click.echo(f"{len(error.faults)} fault(s) found", err=True)
            ctx.exit(error.exit_code)
        except AtlasError as error:
            click.echo(f"error: {error}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(0)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(geo.__version__, prog_name="Passage Atlas")
def main() -> None:
    """Passage Atlas: a map of every place that a set of texts talks about, with the passages that talk about it."""


_PATH = click.Path(path_type=Path)


def _filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the filters' options, and its function one `filters` in their stead."""

    @wraps(command)
    def wrapped(**options: Any) -> Any:
        query: dict[str, Sequence[str]] = {
            "from": [options.pop("first") or ""],
            "to": [options.pop("last") or ""],
            "q": [options.pop("q") or ""],
            "undated": ["1" if options.pop("undated") else ""],
            "clock": [options.pop("clock") or ""],
            "on": [options.pop("on") or ""],
            **{key: options.pop(key) for key in ("event", "kind", "source", "place", "role")},
        }
        return command(query=query, **options)

    for option in reversed(
        [
            click.option("--from", "first", metavar="DAY", help="Told of this day or later: YYYY, YYYY-MM or YYYY-MM-DD."),
            click.option("--to", "last", metavar="DAY", help="Told of this day or earlier."),
            click.option("--event", multiple=True, metavar="ID", help="In passages about an event (see: events). May repeat."),
            click.option("--kind", multiple=True, type=click.Choice(list(KINDS)), metavar="KIND", help="Kind of place. May repeat."),
            click.option("--source", multiple=True, metavar="ID", help="In one work. May repeat."),
            click.option("--place", multiple=True, metavar="ID", help="One place. May repeat."),
            click.option("--role", multiple=True, type=click.Choice(list(ROLES)), help="Role of the name; literal unless said otherwise. May repeat."),
            click.option("--q", metavar="WORDS", help="In passages that hold these words."),
            click.option("--undated", is_flag=True, help="With a time set, also passages that state none."),
            click.option("--clock", type=click.Choice(list(CLOCKS)), help="What --from and --to mean: when it happened, was written, or the shape was valid."),
            click.option("--on", metavar="DAY", help="Shapes, and who held what, as of this day: YYYY-MM-DD."),
        ]
    ):
        wrapped = option(wrapped)
    return wrapped


def _atlas(path: Path | None) -> Any:
    from geo import gazetteer_file, store

    return store.read(path or settings.atlas_file, gazetteer_file.load())


def _select(atlas: Any, query: dict[str, Sequence[str]]) -> Any:
    from geo.filters import from_query

    filters, notes = from_query(query, atlas.known)
    if notes:
        raise InputError("; ".join(note.replace("it is ignored", "mend it or leave it out").replace("both are ignored", "swap them") for note in notes))
    return atlas.select(filters)


@main.command()
@click.option("--texts", multiple=True, type=_PATH, help="A folder or file of texts; without it the shipped corpus. May repeat.")
@click.option("--out", type=_PATH, help="The atlas to write (GeoPackage).")
@click.option("--corrections", multiple=True, type=_PATH, help="A file of corrections to apply instead of the usual one. May repeat.")
def build(texts: tuple[Path, ...], out: Path | None, corrections: tuple[Path, ...]) -> None:
    """Make the atlas of texts: passages, places, times, events."""
    from geo import build as builder
    from geo import gazetteer_file, store

    def bar(size: int) -> Any:
        return click.progressbar(length=size, label="Reading", file=sys.stderr, show_eta=True, hidden=False)

    summary = builder.build(texts or None, out, corrections=corrections or None, report=lambda line: click.echo(f"skipped: {line}", err=True), bar=bar)
    for line in summary.lost:
        click.echo(line, err=True)
    path = out or settings.atlas_file
    if not texts and out is None and not corrections:
        builder.write_layers(store.read(path, gazetteer_file.load()))
    rows = [
        ("documents", f"{summary.documents:,}" + (f" ({summary.documents - summary.parsed:,} unchanged)" if summary.documents != summary.parsed else "")),
        ("passages", f"{summary.passages:,}"),
        ("mentions", f"{summary.mentions:,} ({', '.join(f'{role} {count:,}' for role, count in summary.roles.items())})"),
        ("places", f"{summary.places:,}"),
        ("unresolved", f"{summary.unresolved:,}"),
        ("undated", f"{summary.undated:,}"),
        ("corrected", f"{summary.corrected:,}" + (f" (not applied: {len(summary.lost):,})" if summary.lost else "")),
        ("skipped", f"{len(summary.skipped):,}"),
    ]
    for name, value in rows:
        click.echo(f"{name:<12}{value}")
    click.echo(f"{path}: {'written' if summary.written else 'up to date'}")
    if summary.skipped:
        sys.exit(1)


@main.command()
@click.argument("files", nargs=-1, required=True, type=_PATH)
@click.option("--corrections", multiple=True, type=_PATH, help="A file of corrections to apply instead of the usual one. May repeat.")
@click.option("--no-corrections", is_flag=True, help="Leave corrections out: what the program finds by itself.")
def parse(files: tuple[Path, ...], corrections: tuple[Path, ...], *, no_corrections: bool) -> None:
    """Print the mentions of texts as JSON lines, as corrected."""
    from geo import corpus, corrections_file, gazetteer_file, stages, world
    from geo.resolve import Resolver

    if corrections and no_corrections:
        raise InputError("--corrections and --no-corrections exclude each other; give one of them")
    places = gazetteer_file.load()
    corrected = corrections_file.load(places, [] if no_corrections else corrections or None)
    resolver = Resolver(corrected.extend(places), world.load())
    gc.collect()
    gc.freeze()  # the gazetteer stays: the collector need not walk it again and again
    failed = False

    def report(line: str) -> None:
        nonlocal failed
        click.echo(f"error: {line}", err=True)
        failed = True

    paths: list[Path] = []
    for file in files:
        try:
            paths += corpus.find_files([file])
        except InputError as error:
            report(str(error))
    for path in paths:
        try:
            documents = corpus.read_documents(path, report)
        except InputError as error:
            report(str(error))
            continue
        for document in documents:
            for line in corrected.of(document.id, (passage.text for passage in corpus.passages(document))).lost:
                click.echo(line, err=True)
            for parsed in stages.parse(document, resolver, corrected):
                if parsed.mentions:
                    sys.stdout.write("".join(_line(document.file, parsed.passage, mention, resolver.place(mention.place)) for mention in parsed.mentions))
    sys.stdout.flush()
    if failed:
        sys.exit(2)


_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def _line(file: str, passage: Any, mention: Any, place: Any) -> str:
    start, end = passage.source_span(mention.start, mention.end)
    row = {
        "doc": file,
        "start": start,
        "end": end,
        "surface": mention.surface,
        "place_id": mention.place,
        "name": place.name if place else None,
        "kind": mention.kind,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "role": mention.role,
        "part": passage.part,
        "when": [[when.first.isoformat(), when.last.isoformat()] for when in mention.whens],
        "confidence": mention.confidence,
        "method": mention.method,
    }
    return _ENCODE(row) + "\n"


@main.command()
@click.option("--format", "form", required=True, metavar="NAME", help=f"One of {', '.join(FORMAT_FIELDS)}.")
@click.option("--out", required=True, metavar="PATH", help="The file to write; for geojson, csv and parquet also a folder, which gets a file a layer.")
@click.option("--atlas", "path", type=_PATH, help="The atlas to read.")
@_filters
def export(query: dict[str, Sequence[str]], form: str, out: str, path: Path | None) -> None:
    """Write the selection, or everything, as layers for GIS."""
    from geo import export as exporter

    if not out.strip():
        raise InputError("--out is empty; name a file or a folder")
    exporter.check_target(form, Path(out))
    atlas = _atlas(path)
    for written in exporter.export(atlas, _select(atlas, query), form, Path(out)):
        click.echo(str(written))


@main.command()
@click.option("--unresolved", is_flag=True, help="Names that no place was found for, instead of places, with candidates.")
@click.option("--unsure", is_flag=True, help="Names that were decided with little confidence, instead of places, with candidates.")
@click.option("--atlas", "path", type=_PATH, help="The atlas to read.")
@_filters
def places(query: dict[str, Sequence[str]], unresolved: bool, unsure: bool, path: Path | None) -> None:
    """Print a table of places with their mentions, or of the names that need a person's decision."""
    from geo import review
    from geo.layers import place_counts

    atlas = _atlas(path)
    if unresolved or unsure:
        waiting = review.waiting(atlas)
        waiting = waiting[(waiting["place_id"] == "") if not unsure else (waiting["place_id"] != "") | unresolved]
        _table(review.with_candidates(atlas, waiting).drop(columns=["passage", "mention"]))
        return
    counts = place_counts(atlas, _select(atlas, query)).reset_index()
    known = atlas.gazetteer.places
    counts.insert(1, "name", [known[key].name for key in counts["place_id"]])
    counts.insert(2, "kind", [known[key].kind for key in counts["place_id"]])
    counts["precision"] = [f"{known[key].precision} {known[key].precision_km:g} km" for key in counts["place_id"]]
    _table(counts)


@main.command()
@click.option("--atlas", "path", type=_PATH, help="The atlas to read.")
def events(path: Path | None) -> None:
    """Print the catalogue of events with the number of passages and works that speak of each."""
    atlas = _atlas(path)
    owner = atlas.passages.set_index("passage")["document"]
    about = atlas.passage_events.assign(document=atlas.passage_events["passage"].map(owner))
    counts = about.groupby("event").agg(passages=("passage", "nunique"), works=("document", "nunique"))
    table = atlas.events[["event", "name", "begin", "end", "period"]].join(counts, on="event").fillna({"passages": 0, "works": 0})
    _table(table.astype({"passages": int, "works": int}))


def _table(frame: pd.DataFrame) -> None:
    if frame.empty:
        click.echo("none")
        return
    text = frame.astype(object).where(frame.notna(), "").astype(str)
    widths = [max(len(str(column)), *(len(value) for value in text[column])) for column in text]
    numeric = [pd.api.types.is_numeric_dtype(frame[column]) for column in frame]
    for row in [list(text.columns), *text.itertuples(index=False)]:
        cells = (value.rjust(width) if right else value.ljust(width) for value, width, right in zip(row, widths, numeric, strict=True))
        click.echo("  ".join(cells).rstrip())


@main.command()
def check() -> None:
    """Check every data file against its rules, and the kept layers against the data; print all faults at once."""
    from geo import check as checker

    faults = checker.check()
    if faults:
        raise DataError(faults)
    click.echo("all data files keep their rules")


@main.command()
@click.argument("gold", type=_PATH)
@click.option("--texts", type=_PATH, help="Folder of the texts; without it the gold standard's own.")
@click.option("--regions", type=_PATH, help="JSON: text -> the character ranges that were annotated.")
@click.option("--corrections", multiple=True, type=_PATH, help="A file of corrections to apply; without it none is. May repeat.")
@click.option("--errors", default=0, show_default=True, help="How many errors to list.")
def evaluate(gold: Path, texts: Path | None, regions: Path | None, corrections: tuple[Path, ...], errors: int) -> None:
    """Measure accuracy against a gold standard (JSON lines; columns in data/README.md).

    The program is measured, not what people told it: corrections are left out unless they are named.
    """
    from geo.evaluate import evaluate as measure

    report = measure(gold, texts or gold.parent, regions, corrections)
    for name, values in report.scores.items():
        click.echo(f"{name:<10}" + "  ".join(f"{key} {value}" for key, value in values.items()))
    for line in report.errors[:errors]:
        click.echo(f"  {line}")


main.add_command(correct)


if __name__ == "__main__":
    main(prog_name="python -m geo")
