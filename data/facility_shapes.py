"""Airports, bases, plants and stations that were opened or given up at a known time: points of places.csv, with days and who says so.

Nothing here is a guess: a place of which no source was found keeps no days. Where a source gives only a year, the shape begins on its first day and the note says so.
What is planned only (checkpoints named in 2022, corridors) has no days either; its note or its passage says that it is planned.
"""

from post_shapes import Post, add_points
from shape_tools import Shapes

AZERNEWS = "Azernews, 20 July 2022, https://www.azernews.az/nation/196965.html"
SABAH = "Daily Sabah, 20 October 2022, https://www.dailysabah.com/business/transportation/erdogan-aliyev-inaugurate-airport-in-azerbaijans-liberated-area/amp"
MENAFN = "MENAFN, 28 May 2025, https://menafn.com/1109605591/Erdogan-Aliyev-Unveil-Lachin-International-Airport"
PRESIDENT = "President of Azerbaijan, 18 November 2011, https://en.president.az/articles/3686"
ARAZ = "Azernews, 19 May 2024, https://www.azernews.az/nation/226260.html"
AGREED = "World-Energy (Yeni Şafak), 20 May 2024, https://world-energy.org/article/42380.html"
RADAR = "Konflikty.pl, 2012, https://www.konflikty.pl/aktualnosci/wiadomosci/stacja-radarowa-w-gabali-zamknieta/"
RADAR_CLOSED = "TASS, 10 December 2012, https://tass.com/archive/686752"
CABLE = "US Embassy Tbilisi, 29 June 2007, https://wikileaks.jcvignoli.com/cable_07TBILISI1566/?hl="
REUTERS = "Reuters, 13 November 2007, https://www.reuters.com/article/us-georgia-russia-bases/russia-closes-last-military-base-in-georgia-idUSL1387605220071113"
MEDIAMAX = "Mediamax, https://mediamax.am/en/news/parzabanum/13078"
MASSIS = "Massis Post (Russian Ministry of Defence), December 2015, https://massispost.com/2015/12/russia-deploys-new-attack-helicopters-in-armenia/"
SYRIA = "Vestnik Kavkaza (TASS), August 2016, https://en.vestikavkaza.ru/news/Putin-sends-deal-on-deploying-Russian-aviation-in-Syria-to-State-Duma.html"
METSAMOR = "Hetq, 12 October 2017, http://hetq.am/eng/news/82599/"
METSAMOR_CLOSED = "Econnect, http://zpravodajstvi.ecn.cz/c10/mets.html"
SARSANG = "MENAFN (Trend), 29 September 2023, https://menafn.com/1107164641/Azerbaijani-State-Water-Resources-Agency-Monitors-Sarsang-Reservoir"
ROKI = "Wikipedia (stored page), https://lt.wikipedia.org/wiki/Rokio_tunelis"
YEAR = "the day is not published, drawn from 1 January"

FACILITIES = (
    Post("fuzuli-international-airport", "2021-10-26", None, "Opened on 26 October 2021; founded on 14 January of that year", (AZERNEWS,)),
    Post("zangilan-international-airport", "2022-10-20", None, "Opened on 20 October 2022", (SABAH,)),
    Post("lachin-international-airport", "2025-05-28", None, "Opened on 28 May 2025, founded on 16 August 2021", (MENAFN, "Azernews, https://www.azernews.az/nation/242312.html")),
    Post("gabala-international-airport", "2011-11-18", None, "Opened by 18 November 2011, the date under which the speech at its opening is published", (PRESIDENT,)),
    Post("khudafarin-hydropower-plant", "2024-05-19", None, "Commissioned on 19 May 2024; the dam stood before, since when is not given here", (ARAZ, AGREED), "jafarova-2022, Full demilitarization..., para. 8"),
    Post("qiz-qalasi-hydropower-plant", "2024-05-19", None, "Opened on 19 May 2024; being built in 2022, says the work", (ARAZ, AGREED), "jafarova-2022, Full demilitarization..., para. 8"),
    Post("gabala-radar-station", "1985-01-01", "2012-12-09", f"In operation since 1985 ({YEAR}), until Russia suspended it on 10 December 2012", (RADAR, RADAR_CLOSED)),
    Post("akhalkalaki-base", None, "2007-06-27", "Built in 1910; Russian until it was handed over on 27 June 2007", (CABLE,)),
    Post("batumi-base", None, "2007-11-13", "Russian until it was handed over on 13 November 2007", (REUTERS,)),
    Post("gyumri-102nd-military-base", "1994-09-01", None, "Established on 1 September 1994 out of a division that was there before; the treaty on it is of 16 March 1995", (MEDIAMAX,), "rustamzade-2022, 1992 to 1999, para. 10"),
    Post("erebuni-air-base", "1995-01-01", None, f"Formed in 1995 ({YEAR})", (MASSIS,)),
    Post("khmeimim", "2015-08-26", None, "A Russian air base by an agreement of 26 August 2015; the airport there is older", (SYRIA,)),
    Post("metsamor-nuclear-power-plant", "1976-01-01", None, f"First unit in 1976 ({YEAR}); stood still from March 1989 to October 1995", (METSAMOR, METSAMOR_CLOSED)),
    Post("sarsang-reservoir", "1976-01-01", None, f"In operation since 1976 ({YEAR})", (SARSANG,)),
    Post("roki-tunnel", "1984-11-27", None, "Opened to traffic on 27 November 1984", (ROKI,)),
)  # fmt: skip


def add_facilities(shapes: Shapes) -> None:
    """A point for each, valid while it was in operation."""
    add_points(shapes, FACILITIES)
