"""The command `correct`: what the program decided wrongly, said from the command line."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from geo import settings
from geo.corrections import SCOPES, WHATS
from geo.errors import InputError
from geo.model import KINDS, PRECISIONS

_PATH = click.Path(path_type=Path)
_USUAL_KM = {"exact": 1.0, "settlement": 5.0}


@click.command()
@click.option("--doc", metavar="ID", help="The work that the mention stands in.")
@click.option("--surface", metavar="NAME", help="The name as it stands in the text.")
@click.option("--quote", metavar="TEXT", help="Words around it, enough to tell it from others; needed when the name stands in the work several times.")
@click.option("--place", metavar="ID", help="It is this place.")
@click.option("--not-a-place", "what", flag_value="not_a_place", help="It is no place.")
@click.option("--government", "what", flag_value="government", help="A government is meant, not the place.")
@click.option("--literal", "what", flag_value="literal", help="The place itself is meant.")
@click.option("--embedded", "what", flag_value="embedded", help="It is a part of another name.")
@click.option("--new-place", "name", metavar="NAME", help="It is a place that the gazetteer lacks; needs --kind, --at or --geometry, --precision, --source.")
@click.option("--kind", type=click.Choice(list(KINDS)), metavar="KIND", help="Kind of the new place.")
@click.option("--at", metavar="LAT,LON", help="Where it is, degrees.")
@click.option("--geometry", metavar="SHAPE", help="Its point or shape as WKT or GeoJSON, longitude first.")
@click.option("--precision", type=click.Choice(list(PRECISIONS)), help="What the location is.")
@click.option("--precision-km", type=float, metavar="KM", help="How far off it may be; needed for an area and for what is approximate.")
@click.option("--source", metavar="TEXT", help="Where the location is from.")
@click.option("--note", metavar="TEXT", help="How the location was derived; needed for what is approximate.")
@click.option("--scope", type=click.Choice(list(SCOPES)), default="here", show_default=True, help="How far the correction reaches.")
@click.option("--reason", metavar="TEXT", help="Why.")
@click.option("--author", metavar="NAME", help="Who says so.")
@click.option("--corrections", "--file", "file", type=_PATH, metavar="FILE", help="The file of corrections to use instead of the usual one.")
@click.option("--list", "listed", is_flag=True, help="List the corrections with what became of each.")
@click.option("--remove", type=int, multiple=True, metavar="N", help="Take back correction N of the list. May repeat.")
@click.option("--atlas", "atlas_path", type=_PATH, help="The atlas to read.")
def correct(*, file: Path | None, listed: bool, remove: tuple[int, ...], atlas_path: Path | None, **said: Any) -> None:
    """Correct a mention: write it to the file of corrections, which every build applies.

    What needs it most: python -m geo places --unresolved
    """
    from geo import corrections_file, gazetteer_file, review, store

    places = gazetteer_file.load()
    path = file or settings.corrections_file
    if remove:
        corrections_file.remove(path, remove, places)
        click.echo(f"{path}: {len(set(remove))} taken back; apply it with: python -m geo build")
        return
    atlas = store.read(atlas_path or settings.atlas_file, places)
    known = corrections_file.load(places, [path] if file and file.exists() else [] if file else None)
    if listed:
        for number, one in enumerate(review.made(atlas, known), 1):
            entry = one.entry
            where = entry.document if entry.scope != "everywhere" else "everywhere"
            click.echo(f"{number:>4}  {entry.what:<11}  {entry.surface}{f' -> {entry.place}' if entry.place else ''}  ({where}, {entry.scope})")
            click.echo(f"      {one.state}; {entry.day}, {entry.author}: {' '.join(entry.reason.split())}")
        if not known.entries:
            click.echo("none")
        return
    row = _row(atlas, said)
    new = _new_place(said, row["surface"])
    if new:
        new["id"] = row["place"] = corrections_file.new_id(new["name"], new["kind"], places, known)
    elif row["place"] and row["place"] not in known.extend(places).places:
        near = [one.place.id for one in review.candidates(places, row["place"])]
        raise InputError(f"--place {row['place']!r} is no place" + (f"; did you mean {', '.join(near[:4])}" if near else "; define it with --new-place"))
    entry = corrections_file.add(path, row, places, new)
    click.echo(f"{entry.where}: {WHATS[entry.what].lower()}{f' ({entry.place})' if entry.place else ''}; apply it with: python -m geo build")


def _row(atlas: Any, said: Mapping[str, Any]) -> dict[str, Any]:
    """The correction as the file holds it, its words found in the work."""
    chosen = [key for key in ("place", "what", "name") if said[key]]
    if not chosen or {"place", "name"} <= set(chosen):
        raise InputError("say what is right: one of --place, --not-a-place, --government, --literal, --embedded, --new-place")
    needed = ["surface", "reason", "author"] + ([] if said["scope"] == "everywhere" else ["doc"])
    missing = [f"--{key}" for key in needed if not (said[key] or "").strip()]
    if missing:
        raise InputError(f"{', '.join(missing)} is missing; see: python -m geo correct --help")
    row = {"what": said["what"] or "place", "surface": said["surface"].strip(), "scope": said["scope"], "place": said["place"] or ""}
    row |= {"date": date.today(), "reason": said["reason"].strip(), "author": said["author"].strip()}
    return row | _found(atlas, said) if said["doc"] else row


def _found(atlas: Any, said: Mapping[str, Any]) -> dict[str, str]:
    from geo.review import WorkText

    document = said["doc"]
    if document not in atlas.works:
        raise InputError(f"--doc {document!r} is no work of this atlas; use one of {', '.join([*atlas.works][:20])}")
    work = WorkText(atlas, document)
    spots = work.running.typed(said["quote"] or said["surface"], said["surface"])
    if not spots:
        raise InputError(f"{said['surface']!r} was not found in {said['quote'] or said['surface']!r} in {document}; copy the words from the text")
    if len(spots) > 1 and (said["scope"] == "here" or said["quote"]):
        raise InputError(f"{said['surface']!r} stands there {len(spots)} times; give more of the words around it with --quote")
    quote = work.running.quote(spots[0])
    if said["scope"] != "here":
        return {"document": document, "surface": quote.exact}
    return {"document": document, "surface": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}


def _new_place(said: Mapping[str, Any], surface: str) -> dict[str, Any]:
    """The new place as the file holds it, without its id; empty when the correction brings none."""
    about = ("kind", "at", "geometry", "precision", "precision_km", "source", "note")
    if not said["name"]:
        extra = [f"--{key.replace('_', '-')}" for key in about if said[key] is not None]
        if extra:
            raise InputError(f"{', '.join(extra)}: only with --new-place")
        return {}
    km = said["precision_km"] if said["precision_km"] is not None else _USUAL_KM.get(said["precision"])
    missing = [f"--{key}" for key in ("kind", "precision", "source") if not said[key]]
    missing += ["--at or --geometry"] if not (said["at"] or said["geometry"]) else []
    missing += ["--precision-km"] if km is None else []
    if missing:
        raise InputError(f"--new-place needs {', '.join(missing)} too")
    place: dict[str, Any] = {"id": "", "name": said["name"].strip(), "names": [surface] if surface != said["name"].strip() else [], "kind": said["kind"]}
    if said["at"]:
        try:
            lat, lon = (float(part) for part in said["at"].split(","))
        except ValueError:
            raise InputError(f"--at {said['at']!r}: give degrees as LAT,LON, such as 39.76,46.75") from None
        place |= {"lat": lat, "lon": lon}
    return place | {"geometry": said["geometry"], "precision": said["precision"], "precision_km": km, "source": said["source"], "note": said["note"]}
