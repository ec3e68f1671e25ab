"""Mentions against a gold standard.

Measures after Gritta, Pilehvar and Collier, "A pragmatic guide to geoparsing evaluation" (Language Resources and
Evaluation 54, 2020): recognition by overlapping spans, resolution by distance to the gold coordinate, and both
together; besides, roles and stated times. Countries, footnotes and reference lists are not scored.
"""

import json
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from geo import corpus, corrections_file, gazetteer_file, stages, world
from geo.corrections import Corrections
from geo.errors import InputError
from geo.geometry import kilometres
from geo.model import ROLES
from geo.resolve import Resolver

_IGNORED_KINDS = frozenset({"country", "continent"})
_IGNORED_PARTS = frozenset({"footnote", "reference"})
_NEEDED = ("doc", "start", "end", "use")
Row = dict[str, Any]


@dataclass(frozen=True)
class Report:
    """Scores by measure (0 to 1 unless named km), and a line for each error."""

    scores: dict[str, dict[str, float | int | None]]
    errors: list[str] = field(repr=False)


def evaluate(gold: Path, texts: Path, regions: Path | None = None, corrections: Iterable[Path] = ()) -> Report:
    """Parse the texts of a gold standard and score the mentions found.

    `gold`: JSON lines with doc, start, end, surface, place_id, kind, lat, lon, tolerance_km, use and when. `regions`: JSON,
    text -> the ranges of characters that were annotated. `corrections`: files of corrections to apply, none usually, for the program is
    measured. Raises `InputError`, and `DataError` for faults in the corrections.
    """
    wanted = _read_gold(gold)
    spans = _read_regions(regions) if regions else {}
    places = gazetteer_file.load()
    corrected = corrections_file.load(places, corrections)
    resolver = Resolver(corrected.extend(places), world.load())
    found: dict[str, list[Row]] = {}
    for doc in wanted:
        path = texts / doc
        if not path.exists():
            raise InputError(f"{path}: the gold standard's text is missing; name its folder with --texts")
        found[doc] = [row for document in corpus.read_documents(path) for row in _rows(document, resolver, corrected)]
    return score(wanted, found, spans)


def _read_gold(path: Path) -> dict[str, list[Row]]:
    by_doc: dict[str, list[Row]] = defaultdict(list)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); give a file of JSON lines in UTF-8") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            missing = [key for key in _NEEDED if key not in row]
        except (ValueError, TypeError) as error:
            raise InputError(f"{path}:{number}: is no JSON object ({error}); mend the line") from None
        if missing:
            raise InputError(f"{path}:{number}: {', '.join(missing)} is missing; mend the line")
        wrong = [key for key, sound in _SOUND.items() if key in row and not sound(row[key])]
        if wrong:
            raise InputError(f"{path}:{number}: {', '.join(wrong)} cannot be used; mend the line (columns in data/README.md)")
        by_doc[Path(row["doc"]).name].append(row)
    if not by_doc:
        raise InputError(f"{path}: holds no mentions; nothing to score")
    return dict(by_doc)


def _read_regions(path: Path) -> dict[str, list[list[int]]]:
    try:
        spans = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({error}); give a JSON object: text -> ranges of characters") from None
    if not isinstance(spans, dict) or not all(isinstance(several, list) and all(_is_span(one) for one in several) for several in spans.values()):
        raise InputError(f"{path}: is no JSON object of ranges; give text -> [[start, end], ...]")
    return spans


def _is_span(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(one, int) for one in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_when(value: Any) -> bool:
    try:
        return all(date.fromisoformat(first) <= date.fromisoformat(last) for first, last in value)
    except (TypeError, ValueError):
        return False


# What the columns of a gold standard may hold.
_SOUND: dict[str, Callable[[Any], bool]] = {
    "start": lambda value: isinstance(value, int) and value >= 0,
    "end": lambda value: isinstance(value, int) and value > 0,
    "use": lambda value: value in ROLES,
    "lat": lambda value: value is None or _is_number(value),
    "lon": lambda value: value is None or _is_number(value),
    "tolerance_km": _is_number,
    "when": lambda value: value is None or _is_when(value),
}


def _rows(document: Any, resolver: Resolver, corrections: Corrections) -> list[Row]:
    rows = []
    for parsed in stages.parse(document, resolver, corrections):
        for mention in parsed.mentions:
            place = resolver.place(mention.place)
            start, end = parsed.passage.source_span(mention.start, mention.end)
            rows.append(
                {
                    "start": start, "end": end, "surface": mention.surface, "place_id": mention.place, "kind": mention.kind, "role": mention.role,
                    "part": parsed.passage.part, "lat": place.lat if place else None, "lon": place.lon if place else None,
                    "when": {(w.first.isoformat(), w.last.isoformat()) for w in mention.whens},
                }
            )  # fmt: skip
    return rows


def score(wanted: dict[str, list[Row]], found: dict[str, list[Row]], regions: dict[str, list[list[int]]]) -> Report:
    """Score mentions by text against gold mentions by text; only within `regions` where a text has them."""
    count: dict[str, int] = defaultdict(int)
    distances: list[float] = []
    errors: list[str] = []
    for doc, gold in wanted.items():
        spans = regions.get(doc)

        def inside(row: Row, spans: list[list[int]] | None = spans) -> bool:
            return spans is None or any(a <= row["start"] and row["end"] <= b for a, b in spans)

        gold = [row for row in gold if inside(row)]
        system = [row for row in found.get(doc, []) if row["kind"] not in _IGNORED_KINDS and row["part"] not in _IGNORED_PARTS and inside(row)]
        pairs, missed, extra = _match(gold, system)
        count["gold"] += len(gold)
        count["system"] += len(system)
        count["matched"] += len(pairs)
        count["gold_literal"] += sum(row["use"] == "literal" for row in gold)
        count["system_literal"] += sum(row["role"] == "literal" for row in system)
        errors += [f"missed: {doc} {row['start']} {row.get('surface')!r}" for row in missed]
        errors += [f"extra: {doc} {row['start']} {row['surface']!r}" for row in extra]
        for one, other in pairs:
            _compare(doc, one, other, count, distances, errors)
        count["when_wanted"] += sum(len(row.get("when") or ()) for row in missed)
    scores: dict[str, dict[str, float | int | None]] = {
        "mentions": {"gold": count["gold"], "system": count["system"]},
        "found": _f1(count["matched"], count["system"], count["gold"]),
        "exact": {"share": _share(count["exact"], count["matched"])},
        "literal": _f1(count["literal"], count["system_literal"], count["gold_literal"]),
        "role": {"share": _share(count["role"], count["matched"])},
        "resolved": {
            "share": _share(count["resolved"], count["placeable"]),
            "median_km": round(statistics.median(distances), 1) if distances else None,
        },
        "mapped": _f1(count["mapped"], count["system_literal"], count["gold_literal"]),
        "when": _f1(count["when"], count["when_stated"], count["when_wanted"]),
    }
    return Report(scores, errors)


def _compare(doc: str, gold: Row, system: Row, count: dict[str, int], distances: list[float], errors: list[str]) -> None:
    where = f"{doc} {gold['start']} {gold.get('surface')!r}"
    count["exact"] += (gold["start"], gold["end"]) == (system["start"], system["end"])
    count["role"] += gold["use"] == system["role"]
    if gold["use"] != system["role"]:
        errors.append(f"role {system['role']}, gold {gold['use']}: {where}")
    stated = {tuple(when) for when in gold.get("when") or ()}
    count["when_wanted"] += len(stated)
    count["when_stated"] += len(system["when"])
    count["when"] += len(stated & system["when"])
    if stated != system["when"]:
        errors.append(f"when {sorted(system['when'])}, gold {sorted(stated)}: {where}")
    if gold["use"] == system["role"] == "literal":
        count["literal"] += 1
        if gold.get("lat") is None:
            count["mapped"] += 1
            return
        count["placeable"] += 1
        if system["lat"] is None:
            errors.append(f"unplaced: {where}")
            return
        distance = kilometres(gold["lat"], gold["lon"], system["lat"], system["lon"])
        distances.append(distance)
        near = distance <= gold.get("tolerance_km", 25)
        count["resolved"] += near
        count["mapped"] += near
        if not near:
            errors.append(f"{distance:.0f} km off: {where}")


def _match(gold: list[Row], system: list[Row]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pair spans one to one: equal ones first, then the largest overlaps."""
    candidates = []
    for i, g in enumerate(gold):
        for j, s in enumerate(system):
            overlap = min(g["end"], s["end"]) - max(g["start"], s["start"])
            if overlap > 0:
                same = (g["start"], g["end"]) == (s["start"], s["end"])
                candidates.append((same, overlap, -abs(g["start"] - s["start"]), i, j))
    gold_taken, system_taken, pairs = set[int](), set[int](), []
    for *_, i, j in sorted(candidates, reverse=True):
        if i not in gold_taken and j not in system_taken:
            gold_taken.add(i)
            system_taken.add(j)
            pairs.append((gold[i], system[j]))
    missed = [g for i, g in enumerate(gold) if i not in gold_taken]
    return pairs, missed, [s for j, s in enumerate(system) if j not in system_taken]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _f1(hits: int, found: int, wanted: int) -> dict[str, float | int | None]:
    precision, recall = _share(hits, found), _share(hits, wanted)
    f1 = round(2 * hits / (found + wanted), 4) if hits else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}
