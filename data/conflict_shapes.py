"""Shapes that the conflict moved: oblast, line of contact, occupied territories, corridor, peacekeepers' zone, mined districts.

Every zone is cut from the outlines of the districts and of the oblast on one grid, so that it shares the vertices of the edges that
it follows; `settled` takes away what would be left of a district as a sliver.
"""

from collections.abc import Iterable

import shapely
from shape_tools import DISPUTED, OBLAST_LINE, SNAP, WAYPOINTS, Shapes, closed, course, cut, largest, metres, named, nearest_to, only, points, square_km, union
from shapely.geometry.base import BaseGeometry

CEASEFIRE_LINE, CLAIM_LINE = "Ceasefire Line 1994", "Georgian claim"
CEASEFIRE, STATEMENT_EVE, STATEMENT = "1994-05-12", "2020-11-09", "2020-11-10"
HANDED_OVER = {
    "aghdam": ("2020-11-19", "2020-11-20"),
    "kalbajar": ("2020-11-24", "2020-11-25"),
    "lachin": ("2020-11-30", "2020-12-01"),
}  # last day before, first day after: data/control.csv
TOWN_EVE, TOWN_BACK = "2022-08-25", "2022-08-26"  # Lachin town, Sus and Zabukh: data/control.csv
ROAD_EVE, NEW_ROAD = "2022-08-29", "2022-08-30"  # Massis Post, 29 August 2022: traffic on the new road from the evening of 30 August

OLD_ROUTE = "Tegh 39.55792 46.47723; Zabukh 39.58930 46.54403; Lachin 39.63742 46.54977; Mets_Shen 39.66033 46.59610; Turşsu 39.68361 46.65250; Shusha 39.76006 46.74989; Khankendi 39.81770 46.75280"
OLD_IDS = "gn:146908;gn:147625;gn:147519;gn:147593;gn:147105;gn:146970"
# By the villages that news reports of August 2022 name: Kornidzor, Hin Shen (Kichik Galadarasi), Mets Shen (Boyuk Galadarasi), Kanach Tala (Goytala).
NEW_ROUTE = "Tegh 39.55792 46.47723; Kornidzor 39.54763 46.53046; Kichik_Galadarasi 39.63929 46.60734; Mets_Shen 39.66033 46.59610; Goytala 39.67827 46.61687; Turşsu 39.68361 46.65250; Shusha 39.76006 46.74989; Khankendi 39.81770 46.75280"
NEW_IDS = "gn:174840;gn:147734;gn:147519;gn:147943;gn:147593;gn:147105;gn:146970"
NEW_SOURCES = "Caucasian Knot, 11 August 2022, https://caucasianknot.org/articles/60993; Turan, 21 April 2022, https://turan.az/en/politics/armenians-cautiously-follow-the-construction-of-a-new-road-to-karabakh; Armenpress, 25 August 2022, https://armenpress.am/eng/news/1091062/"
LEFT_BEHIND = "Lachin 39.63742 46.54977; Sus 39.62537 46.51443; Zabukh 39.58930 46.54403"  # handed over in August 2022
POSTS = "Zabukh, the state farm Lysogorsky (Turshsu) and Zarisli on the corridor, the command in Khankendi (TASS, 15 November 2020, https://tass.com/defense/1223893)"

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


OBLAST_UNITS = named("khojaly", "khankendi", "khojavend", "shusha")
OCCUPIED_UNITS = (*OBLAST_UNITS, *named("kalbajar", "lachin", "qubadli", "zangilan", "jabrayil", "fuzuli", "aghdam", "tartar"))
SLIVER = 250  # metres: what vanishes when its edge is drawn in by so much is narrower than 500 m, less than the outlines can tell


def settled(zone: BaseGeometry, districts: Iterable[BaseGeometry]) -> BaseGeometry:
    """A zone without slivers: parts of a district, in or out of the zone, that are narrower than 500 m go over to the other side."""
    for district in districts:
        inside = shapely.intersection(only(zone), district, grid_size=SNAP)
        outside = shapely.difference(district, only(zone), grid_size=SNAP)
        for part in (p for p in shapely.get_parts(inside) if p.geom_type == "Polygon" and metres(p, -SLIVER).is_empty):
            zone = shapely.difference(only(zone), part, grid_size=SNAP)
        for part in (p for p in shapely.get_parts(outside) if p.geom_type == "Polygon" and metres(p, -SLIVER).is_empty):
            zone = shapely.union(only(zone), part, grid_size=SNAP)
    return only(zone)


def add_conflict(shapes: Shapes, unit: dict[str, BaseGeometry], lines: dict[str, BaseGeometry]) -> None:
    """All of them; the districts and the lines are those of the base map."""
    oblast = settled(closed(lines[OBLAST_LINE]), (unit[name] for name in OCCUPIED_UNITS))
    add_oblast(shapes, unit, oblast)
    contact = shapely.line_merge(lines[CEASEFIRE_LINE])
    note = "Ceasefire line of 1994, generalised; in the north-west the data draws it some 6 km south of the district boundary on the Murovdag ridge. Small shifts (April 2016) are not drawn"
    shapes.add("line-of-contact", contact, "approximate", 4, DISPUTED, CEASEFIRE_LINE, note, (CEASEFIRE, STATEMENT_EVE))
    around = (*OCCUPIED_UNITS, *named("barda", "aghjabadi"))  # the generalised outlines of these two reach over the line
    near = [unit[name] for name in around]
    held = settled(cut(union([oblast, *near]), contact, points(UNDER_PEACEKEEPERS)[0][1]), near)  # around Khankendi
    note = f"The former oblast and the districts around it, west of the line of contact, {square_km(held):,.0f} km2 as drawn; outlines of districts and line are both generalised"
    shapes.add(
        "occupied-territories", held, "approximate", 5, DISPUTED, f"{CEASEFIRE_LINE}; {OBLAST_LINE}; district outlines", note, (CEASEFIRE, STATEMENT_EVE)
    )
    old, new = course(OLD_ROUTE, shapely.LineString()), course(NEW_ROUTE, shapely.LineString())
    core = nearest_to(UNDER_PEACEKEEPERS, HELD_BY_AZERBAIJAN, only(shapely.intersection(oblast, held, grid_size=SNAP)))
    first, second = (with_strip(core, road, clear, unit) for road, clear in ((old, ()), (new, points(LEFT_BEHIND))))
    add_corridor(shapes, old, new)
    add_zone(shapes, first, second, unit["syunik-province"])
    add_remains(shapes, unit, held, first)
    note = "Districts of which the works say that mines were laid while Armenian forces held them and that maps were handed over in 2021 (Mustafayeva 2022, Introduction, para. 3): what lay west of the line of contact. Not every place in it was mined, and mines lie elsewhere too"
    mined = settled(union(only(shapely.intersection(unit[name], held, grid_size=SNAP)) for name in named("aghdam", "fuzuli", "zangilan")), near)
    shapes.add("mined-districts", mined, "approximate", 20, DISPUTED, "mustafayeva-2022, Introduction, para. 3; district outlines", note, (CEASEFIRE, None))


def add_oblast(shapes: Shapes, unit: dict[str, BaseGeometry], oblast: BaseGeometry) -> None:
    """The oblast, the region that is named after it, and Aghdara district, of which no outline was found."""
    said = f"Outline of 1991, {square_km(oblast):,.0f} km2 as drawn (about 4,400 published); three gaps of up to 0.3 km closed; laid on the bounds of districts where it ran within 0.5 km of them. The districts that follow it share its vertices"
    shapes.add("nkao", oblast, "area", 2, DISPUTED, OBLAST_LINE, said, ("1923-07-07", "1991-11-26"))
    shapes.add(
        "nagorno-karabakh", oblast, "approximate", 10, DISPUTED, OBLAST_LINE, f"The outline of the former oblast, which the name is mostly used for. {said}"
    )
    north = union(shapely.intersection(unit[name], oblast, grid_size=SNAP) for name in named("tartar", "kalbajar", "aghdam"))
    note = "The part of the oblast within today's Tartar, Kalbajar and Aghdam districts, among which the district was divided; its own outline was not found"
    shapes.add(
        "aghdara-district", max(shapely.get_parts(north), key=lambda part: part.area), "approximate", 8, DISPUTED, OBLAST_LINE, note, (None, "1992-10-13")
    )


def with_strip(core: BaseGeometry, road: BaseGeometry, left: Iterable[tuple[str, shapely.Point]], unit: dict[str, BaseGeometry]) -> BaseGeometry:
    """The peacekeepers' zone: its core and the strip along a road, without Shusha and Dashalti and the places `left`."""
    clear = union(metres(point, SHUSHA_CLEAR) for _, point in [*points(HELD_BY_AZERBAIJAN)[:2], *left])
    strip = shapely.difference(metres(road, CORRIDOR_HALF_WIDTH), clear)
    near = [unit[name] for name in OCCUPIED_UNITS]
    return settled(largest(union([only(core), only(shapely.intersection(strip, union(near), grid_size=SNAP))]), 10), near)


def add_corridor(shapes: Shapes, old: BaseGeometry, new: BaseGeometry) -> None:
    """The Lachin corridor: the old road, a corridor from November 2020, the new road from August 2022."""
    note = "The road Goris - Lachin - Shusha - Khankendi, straight between the places on it; the real road winds by up to 3 km"
    shapes.add("lachin-corridor", old, "approximate", 3, WAYPOINTS, OLD_IDS, note, ("1992-05-18", STATEMENT_EVE))
    note += ". From 10 November 2020 a corridor five kilometres wide (see the peacekeepers' zone)"
    shapes.add("lachin-corridor", old, "approximate", 3, WAYPOINTS, OLD_IDS, note, (STATEMENT, ROAD_EVE))
    note = (
        "The new road past Lachin, straight between the villages that reports name on it (background, after the works were written): "
        f"{NEW_SOURCES}. Until the part by Kornidzor was built (April 2023) a temporary link of under five kilometres led to the old road near Tegh; it is not drawn"
    )
    shapes.add("lachin-corridor", new, "approximate", 4, WAYPOINTS, NEW_IDS, note, (NEW_ROAD, None))


def add_zone(shapes: Shapes, first: BaseGeometry, second: BaseGeometry, armenia: BaseGeometry) -> None:
    """The peacekeepers' zone before and after the town of Lachin was handed over, and its edge: the line of contact since 2020."""
    for zone, road, days in ((first, "the Lachin corridor", (STATEMENT, TOWN_EVE)), (second, "the new road past Lachin", (TOWN_BACK, None))):
        note = (
            f"Derived, {square_km(zone):,.0f} km2: of the oblast west of the line of contact, what lies nearer to a place that stayed than to one that Azerbaijan held (list of the communities lost in 2020, "
            f"http://realkarabakh.com/en/occupation/), and 2.5 km on either side of {road}, without Shusha. No official outline was found as data; the edge may be off by several km. "
            f"Posts that a source names: {POSTS}"
        )
        shapes.add("russian-peacekeeping-zone", zone, "approximate", 6, DISPUTED, f"{OBLAST_LINE}; {CEASEFIRE_LINE}; GeoNames points of villages", note, days)
        note = f"The edge of the peacekeepers' zone as drawn here ({road} included), which follows the line of 1994 in the east; derived, so as far off as the zone"
        edge = shapely.line_merge(shapely.difference(zone.boundary, metres(armenia, 300)))
        shapes.add("line-of-contact", edge, "approximate", 6, DISPUTED, f"{CEASEFIRE_LINE}; edge of the peacekeepers' zone", note, days)


def add_remains(shapes: Shapes, unit: dict[str, BaseGeometry], held: BaseGeometry, zone: BaseGeometry) -> None:
    """What was still to be handed over after 10 November 2020, until the last day of each district."""
    begin = STATEMENT
    waiting = list(HANDED_OVER)
    near = [unit[name] for name in OCCUPIED_UNITS]
    for name, (last, after) in HANDED_OVER.items():
        whole = shapely.intersection(union(unit[f"{one}-district"] for one in waiting), held, grid_size=SNAP)
        left = settled(shapely.difference(only(whole), zone, grid_size=SNAP), near)
        note = f"What of {', '.join(one.capitalize() for one in waiting)} district was still to be handed over under the statement of 9-10 November 2020: west of the line of 1994, without the peacekeepers' zone, {square_km(left):,.0f} km2 as drawn. Days: data/control.csv, {name}-district"
        shapes.add("occupied-territories", left, "approximate", 6, DISPUTED, f"{CEASEFIRE_LINE}; district outlines; peacekeepers' zone", note, (begin, last))
        begin = after
        waiting.remove(name)
