"""Posts, bases and headquarters of the peacekeepers: the days for which a source names them, at their points in places.csv.

Few are named by place in print; the maps of the Russian Ministry of Defence show more, without names. A post is drawn up to the last day on
which it may have stood, and its note says so where no source gives that day.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import shapely
from shape_tools import Shapes

PLACES = Path(__file__).parent / "gazetteer" / "places.csv"
TASS = "TASS (Russian Ministry of Defence), 15 November 2020, https://tass.com/defense/1223893"
TURAN = "Turan, 15 May 2024, https://turan.az/en/politics/slosing-ceremony-of-russian-peacekeepers-base-is-held-at-khojaly-airport"
RADIO = "Public Radio of Armenia (RIA Novosti), 16 November 2020, https://en.armradio.am/2020/11/16/russian-peacekeepers-working-out-the-issue-of-free-visits-by-parishioners-to-dadivank-monastery/"
MINISTRY = "Russian Ministry of Defence, 16 November 2021, http://www.publicnow.com/view/8844358C5DD575961040347CDC3DEB6941BD9CB0"
REPORT = "The Armenian Report (APA), April 2024, https://thearmenianreport.com/post/russian-peacekeepers-reportedly-withdraw-from-dadivank-monastery-leaving-it-in-the-hands-of-azerbai"
SAAT = "Azerbaijan 24, 26 April 2024, https://ger.az24saat.org/2024/04/26/auch-das-tuerkisch-russische-gemeinsame-beobachtungszentrum-in-karabach-stellte-seine-arbeit-ein"
REPORTAGE = "ru24.pro (television report), 1 December 2020, https://ru24.pro/pics/267605827"
FRONT = "News Front, 6 December 2020, https://es.news-front.su/2020/12/06/361295"
JAM = "JAMnews, April 2021, https://jam-news.net/russian-peacekeepers-prepare-for-victory-day-parade-in-karabakh-official-baku-is-silent/"
OPENING = "Russian Ministry of Defence, 30 January 2021, https://hyetert.org/2021/01/30/russian-turkish-center-to-monitor-nagorno-karabakh-ceasefire-opens-in-azerbaijan/"
CLOSING = "TDS Media (APA), 26 April 2024, https://tdsmedia.org/en/post/joint-turkish-russian-monitoring-centre-in-azerbaijan-s-aghdam-ceases-its-activity"
CLOSED, TOWN_EVE = "2024-05-15", "2022-08-25"  # the posts on roads were gone and the main base closed; Lachin, Sus and Zabukh: data/control.csv
UNTIL = "How long it stood is not published; by 15 May 2024 all posts on roads were gone"
LEFT = "Stood at the latest until the town and Zabukh were handed over (26 August 2022; data/control.csv)"


@dataclass(frozen=True)
class Post:
    """A post as sources name it: first and last day (None: open), what says so, and what that leaves open."""

    place: str
    first: str | None
    last: str | None
    note: str
    background: tuple[str, ...]
    work: str = ""


POSTS = (
    Post("peacekeepers-command", "2020-11-15", CLOSED, "In place by 15 November 2020; the main base closed on 15 May 2024, the command's own last day is not published", (TASS, TURAN)),
    Post(
        "peacekeepers-base", "2021-04-19", CLOSED, "The airport is named from 19 April 2021; since when the main base lay there is not published. Closed on 15 May 2024", (JAM, TURAN),
        "miholjcic-2022, note 38",
    ),
    Post("post-zabukh", "2020-11-10", TOWN_EVE, f"Temporary observation post on the road by Zabukh. {LEFT}", (TASS,)),
    Post("post-turshsu", "2020-11-10", CLOSED, f"Temporary observation post at the state farm Lysogorsky (Turshsu). {UNTIL}", (TASS, TURAN)),
    Post("post-zarisli", "2020-11-10", CLOSED, f"Temporary observation post. {UNTIL}", (TASS, TURAN)),
    Post("post-lachin", "2020-12-01", TOWN_EVE, f"Post at a fork of the road in Lachin, named on 1 December 2020. {LEFT}", (REPORTAGE,)),
    Post("post-shusha", "2020-12-06", CLOSED, f"Post at the entrance to Shusha, being fitted out on 6 December 2020. {UNTIL}", (FRONT, TURAN)),
    Post("post-dadivank", "2020-11-16", "2024-04-17", "Post by the monastery of Dadivank, outside the zone as drawn; given up a few days before that was reported, when the withdrawal began", (RADIO, MINISTRY, REPORT, SAAT)),
    Post("turkish-russian-monitoring-center", "2021-01-30", "2024-04-26", "In Marzili by the work, near Kiyamaddinli by the Russian ministry, 6.6 km to the north-east; opened and closed on these days", (OPENING, CLOSING), "jafarov-aslanli-2021, 'Armistice' and Russia, caption"),
)  # fmt: skip


def add_posts(shapes: Shapes) -> None:
    """A point for each, valid while it may have stood."""
    add_points(shapes, POSTS)


def add_points(shapes: Shapes, posts: Iterable[Post]) -> None:
    """The points of places.csv, valid on the days of `posts`."""
    with PLACES.open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    for post in posts:
        row = rows[post.place]
        said = "; ".join(part for part in (post.work, "background: " + "; ".join(post.background)) if part)
        point = shapely.Point(float(row["lon"]), float(row["lat"]))
        source = f"{said}; point: {row['source']}"
        shapes.add(post.place, point, row["precision"], float(row["precision_km"]), source, row["source_id"], post.note, (post.first, post.last))
