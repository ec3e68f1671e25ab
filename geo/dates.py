"""Passage -> whens: the times that a text states, as intervals of days with their granularity and EDTF form.

Days, months, seasons, years, decades and ranges of them are read; a day or month without a year takes the year that
the text before it (its sentence, its passage, its section) makes certain. Times are never made sharper than stated. Months are
read in English and Russian; years and days alone in any language that writes them in digits.
EDTF: Library of Congress, Extended Date/Time Format, 2019 (levels 0 to 2).
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from geo.model import When

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH_OF = {name[:3]: at for at, name in enumerate(_MONTHS, 1)}
_MONTH_OF |= {
    name: at
    for at, names in enumerate(["янв", "фев", "мар", "апр", "май/мая/мае", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"], 1)
    for name in names.split("/")
}
_SEASONS = {"spring": (3, 5, 21), "summer": (6, 8, 22), "autumn": (9, 11, 23), "fall": (9, 11, 23), "winter": (12, 2, 24)}

_M = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_M += r"|(?:январ|феврал|апрел|июн|июл|сентябр|октябр|ноябр|декабр)[яье]\b|(?:март|август)[ае]?\b|ма[йяе]\b)"
_D = r"\d{1,2}(?:st|nd|rd|th)?"
_Y = r"(?:1[89]\d\d|20\d\d)"
_DASH = r"\s?[-–—/]\s?"
_TO = rf"(?:{_DASH}|\s+(?:to|until|till|through|up to|по|до)\s+(?:the\s+)?)"
_AND = r"(?:\s+(?:and|or|и|или)\s+|\s?&\s?)"
_OF = r"(?:,?\s+(?:of\s+)?(?:the\s+year\s+)?|,\s*)"
_PART = r"(?:the\s+)?(?:very\s+)?(?P<{0}>early|mid|middle|late|beginning|start|end|first\s+half|second\s+half|first\s+quarter|last\s+quarter|outset)(?:[-–\s]+(?:of\s+|in\s+)?(?:the\s+)?)"
_YEAR = rf"(?<![\d.,$€£/-])(?P<{{0}}>{_Y})(?![\d%]|,\d|\.\d)"
# A number is no year when it numbers something ("page 1912"), measures it ("2000 tons") or counts things ("lost 1994 tanks"; but "in 1994 tanks entered").
_NUMBERED = re.compile(
    r"(?:\b(?:numbers?|numbered|nos?\.|nr\.?|rooms?|flats?|apartments?|pages?|pp?\.|paragraphs?|paras?\.|articles?|chapters?|sections?|resolutions?|flights?|extensions?)|[№#])\s?"
    r"(?:\d+(?:\s?[-–/]\s?|\s+(?:and|or|to)\s+))*$",
    re.I,
)
_MEASURED = re.compile(
    r"\s?(?:(?:kilo|mega)\w*|km|met(?:re|er)s?|feet|miles|acres|hectares?|square|tons?|tonnes|barrels|lit(?:re|er)s|MW|kW|million|billion|dollars?|euros?|manats?|roubles?|rubles?"
    r"|lira|percent|per cent|pieces)\b"
)
_COUNTED = re.compile(
    r"\s(?:(?:armed|heavy|light|wounded|enemy|foreign|local|military|civilian|[A-Z][a-z]+(?:n|i|sh|ese))\s)?(?:people|persons|men|women|children|families|households|citizens|civilians"
    r"|inhabitants|residents|villagers|settlers|refugees|prisoners|captives|hostages|soldiers|troops|peacekeepers|service(?:men|members|women)|fighters|militants|volunteers|mercenaries"
    r"|officers|policemen|guards|conscripts|reservists|workers|employees|students|pupils|delegates|voters|votes|passengers|visitors|protesters|demonstrators|tanks|vehicles|trucks|lorries|cars|buses"
    r"|wagons|aircraft|planes|helicopters|drones|guns|rifles|weapons|missiles|rockets|shells|bombs|mines|grenades|rounds|units|houses|homes|apartments|buildings|villages|graves|bodies"
    r"|copies|documents|sheep|cattle|hours|minutes|days|weeks|months)\b"
)
_IN_A_YEAR = re.compile(r"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Dd]uring|By|From|After|Before)\s$")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso", _pattern(rf"(?<![\d-])(?P<y>{_Y})-(?P<a>\d\d)-(?P<b>\d\d)(?![\d-])")),
    (
        "dmdm",
        _pattern(
            rf"\b(?:(?P<between>[Bb]etween|[Мм]ежду)\s+)?(?P<d1>{_D})\s+(?P<m1>{_M})(?:,?\s+(?P<y1>{_Y}))?(?:{_TO}|(?P<and>{_AND}))(?P<d2>{_D})\s+(?P<m2>{_M})(?:{_OF}(?P<y2>{_Y}))?(?!\d)"
        ),
    ),
    ("mdmd", _pattern(rf"\b(?P<m1>{_M})\s+(?P<d1>{_D})(?:,?\s+(?P<y1>{_Y}),?)?{_TO}(?P<m2>{_M})\s+(?P<d2>{_D})\b(?:{_OF}(?P<y2>{_Y}))?(?!\d)")),
    (
        "ddm",
        _pattern(rf"\b(?:(?P<between>[Bb]etween|[Мм]ежду)\s+)?(?P<d1>{_D})(?:{_TO}|(?P<and>{_AND}))(?P<d2>{_D})\s+(?P<m2>{_M})(?:{_OF}(?P<y2>{_Y}))?(?!\d)"),
    ),
    ("mdd", _pattern(rf"\b(?P<m1>{_M})\s+(?P<d1>{_D})(?:{_TO}|(?P<and>{_AND}))(?P<d2>{_D})\b(?!\s+{_M})(?:{_OF}(?P<y2>{_Y}))?(?!\d)")),
    ("dm", _pattern(rf"\b(?P<d1>{_D})\s+(?:of\s+)?(?P<m1>{_M})(?:{_OF}(?P<y1>{_Y}))?(?!\d)")),
    ("md", _pattern(rf"\b(?P<m1>{_M})\s+(?P<d1>{_D})\b(?![\d%])(?!\s?(?:percent|per cent|million|billion))(?:{_OF}(?P<y1>{_Y}))?(?!\d)")),
    ("mlist", _pattern(rf"\b(?P<list>{_M}(?:,\s+{_M})+),?\s+and\s+(?P<m2>{_M})(?:{_OF}(?P<y2>{_Y}))?(?!\d)")),
    (
        "mm",
        _pattern(
            rf"\b(?:(?P<between>[Bb]etween|[Мм]ежду)\s+)?(?P<m1>{_M})(?:\s+(?P<y1>{_Y}))?(?:{_TO}|(?P<and>{_AND}))(?:(?:early|mid|late)[-\s])?(?P<m2>{_M})\b(?:(?:\s+[a-z]+)?\s+of|,)?(?:\s+(?P<y2>{_Y}))?(?!\d)"
        ),
    ),
    ("m", _pattern(rf"\b(?:{_PART.format('p')})?(?P<m1>{_M})(?:{_OF}(?P<y1>{_Y}))(?!\d)")),
    ("season", _pattern(rf"\b(?P<s>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)(?:\s+of)?\s+(?P<y1>{_Y})(?!\d)")),
    ("yparts", _pattern(rf"\b{_PART.format('p1')}(?P<y1>{_Y}){_TO}{_PART.format('p2')}(?P<y2>{_Y})(?!\d)")),
    ("decade", _pattern(rf"\b(?:{_PART.format('p')})?(?P<y1>(?:1[89]|20)\d)0(?:[’']?s\b|-?[ех]\b|-c[ıiuü]\s+illər)")),
    (
        "yy",
        _pattern(
            rf"(?:(?P<between>\b[Bb]etween|[Мм]ежду)\s+)?(?<![\d.,$€£/-])(?P<y1>{_Y})(?:{_DASH}|\s+(?:to|until|till|through|по|до)\s+|(?P<and>\s+(?:and|и)\s+))(?P<y2>{_Y}|\d\d(?!\d|[-–]))(?![\d%])"
        ),
    ),
    ("ypart", _pattern(rf"\b{_PART.format('p')}(?P<y1>{_Y})(?!\d)")),
    ("y", _pattern(_YEAR.format("y1"))),
    (
        "bare",
        _pattern(
            rf"(?:\b(?:in|since|until|till|by|from|of|during|before|after|last|this|early|late|mid|between|and|to|в|с|до|к|после)[-\s]+)(?P<m1>{_M})(?=[\s,.;:)’']|$)"
        ),
    ),
)
_BY_MONTH = frozenset({"dmdm", "mdmd", "ddm", "mdd", "dm", "md", "mlist", "mm", "m", "bare"})
_BY_YEAR = frozenset({"iso", "season", "yparts", "decade", "yy", "ypart", "y"})
_OF_DAYS = frozenset({"iso", "dmdm", "mdmd", "ddm", "mdd", "dm", "md"})
# The first letters of months and years, as a set to begin with: the search engine then skips all else quickly.
_ANCHOR = re.compile(
    r"[12JFMASONDяфмаисонд](?:(?<=1)[89]\d\d|(?<=2)0\d\d|anuary|ebruary|arch|pril|ay\b|une|uly|ugust|eptember|ctober|ovember|ecember|(?:an|eb|ar|pr|un|ul|ug|ept?|ct|ov|ec)\b"
    r"|нвар[яье]|еврал[яье]|арт[ае]?\b|прел[яье]|а[йяе]\b|ю[нл][яье]|вгуст|ентябр|ктябр|оябр|екабр)"
)
# A year that is a part of a name: "Unity 2014", "Tank Biathlon 2014".
_NAMED_YEAR = re.compile(
    r"[a-z,”\"]\s+[“\"]?(?!(?:In|Since|By|During|From|Until|Till|Of|Between|After|Before|Early|Late|Mid|The|And|To|Spring|Summer|Autumn|Fall|Winter|Year|Christmas|Easter)\b)[A-Z][a-z]{3,}\s$"
)
_PLAIN_YEAR = re.compile(r"[12](?<![\d.,$€£].)(?:(?<=1)[89]|(?<=2)0)\d\d(?![,.]?\d)")


def find_whens(text: str, *, year: int | None = None) -> list[When]:
    """The times stated in a text, in order, with their positions; overlapping readings never both.

    `year` is the year that the text before makes certain, for a day or month that has none of its own.
    """
    found: list[When] = []
    taken: list[tuple[int, int]] = []
    for start, end, anchors in _windows(text):
        month = any(text[at] not in "12" for at in anchors)
        years = any(text[at] in "12" for at in anchors)
        for shape, pattern in _PATTERNS:
            if (shape in _BY_MONTH and not month) or (shape in _BY_YEAR and not years):
                continue
            if all(any(a <= at < b for a, b in taken) for at in anchors):
                break
            for match in pattern.finditer(text, start, end):
                if any(a < match.end() and match.start() < b for a, b in taken):
                    continue
                if shape in ("y", "yy") and _is_number(text, match.start("y1"), match.end()):
                    taken.append(match.span())
                    continue
                try:
                    whens = list(_READERS[shape](match, year, text))
                except ValueError:  # 31 June, a range that runs backwards: no such time
                    if shape in _OF_DAYS:
                        taken.append(match.span())
                    continue
                if whens:
                    taken.append(match.span())
                    found += whens
    found.sort(key=lambda when: (when.start, when.first))
    return found


def certain_year(text: str, year: int | None = None) -> int | None:
    """The last year named in a text, or `year`: what a day without a year after it most likely means."""
    years = reversed(list(_PLAIN_YEAR.finditer(text)))
    return next((int(found.group()) for found in years if not _is_number(text, *found.span())), year)


def _is_number(text: str, start: int, end: int) -> bool:
    """Whether digits that could be a year, or a range of years, number, measure or count something."""
    if _MEASURED.match(text, end) or _NUMBERED.search(text, max(0, start - 40), start):
        return True
    return bool(_COUNTED.match(text, end)) and not _IN_A_YEAR.search(text, max(0, start - 8), start)


def _windows(text: str) -> Iterator[tuple[int, int, list[int]]]:
    """Stretches of the text around months and years, with where these stand; the rest holds no times."""
    start = end = -1
    anchors: list[int] = []
    for match in _ANCHOR.finditer(text):
        at = match.start()
        if at - 60 > end:
            if anchors:
                yield start, end, anchors
            start, anchors = max(0, at - 40), []
        anchors.append(at)
        end = min(len(text), match.end() + 40)
    if anchors:
        yield start, end, anchors


def _month(text: str) -> int:
    return _MONTH_OF[text[:3].lower()]


def _day(text: str) -> int:
    return int(re.match(r"\d+", text).group())  # type: ignore[union-attr]


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _when(match: re.Match[str], first: date, last: date, granularity: str, edtf: str, *, inferred: bool = False) -> When:
    if last < first:
        raise ValueError("ends before it begins")
    return When(first, last, granularity, edtf, match.start(), match.end(), inferred)


def _days(match: re.Match[str], first: date, last: date, inferred: bool) -> When:
    if first == last:
        return _when(match, first, last, "day", first.isoformat(), inferred=inferred)
    return _when(match, first, last, "range", f"{first.isoformat()}/{last.isoformat()}", inferred=inferred)


def _year_near(match: re.Match[str], context: int | None, text: str) -> int | None:
    """The year of a day or month that has none: the last one before it in the text, else the context's, else the next one after it."""
    before = certain_year(text[: match.start()])
    if before is not None:
        return before
    if context is not None:
        return context
    after = (found for found in _PLAIN_YEAR.finditer(text, match.end()) if not _is_number(text, *found.span()))
    return next((int(found.group()) for found in after), None)


def _read_iso(match: re.Match[str], _context: int | None, _text: str) -> Iterator[When]:
    day = date(int(match["y"]), int(match["a"]), int(match["b"]))
    yield _days(match, day, day, False)


def _read_days(match: re.Match[str], context: int | None, text: str) -> Iterator[When]:
    groups = match.groupdict()
    month2 = groups.get("m2") or groups["m1"]
    month1 = groups.get("m1") or month2
    day1, day2 = groups["d1"], groups.get("d2") or groups["d1"]
    stated = groups.get("y2") or groups.get("y1")
    year = int(stated) if stated else _year_near(match, context, text)
    if year is None or month1 is None or month2 is None or day1 is None or day2 is None:
        return
    first_year = int(groups["y1"]) if groups.get("y1") else year
    if not groups.get("y1") and _month(month1) > _month(month2):
        first_year = year - 1
    first, last = date(first_year, _month(month1), _day(day1)), date(year, _month(month2), _day(day2))
    if groups.get("and") and not groups.get("between") and (last - first).days > 1:
        yield _days(match, first, first, stated is None)
        yield _days(match, last, last, stated is None)
    else:
        yield _days(match, first, last, stated is None)


def _read_months(match: re.Match[str], context: int | None, text: str) -> Iterator[When]:
    groups = match.groupdict()
    stated = groups["y2"] or groups["y1"]
    year = int(stated) if stated else _year_near(match, context, text)
    if year is None:
        return
    month1, month2 = _month(match["m1"]), _month(match["m2"])
    year1 = int(groups["y1"]) if groups["y1"] else year - (month1 > month2)
    inferred = stated is None
    if groups["and"] and not groups["between"] and month2 != month1 + 1:
        for y, m in ((year1, month1), (year, month2)):
            yield _when(match, date(y, m, 1), _last_day(y, m), "month", f"{y}-{m:02d}", inferred=inferred)
        return
    yield _when(match, date(year1, month1, 1), _last_day(year, month2), "range", f"{year1}-{month1:02d}/{year}-{month2:02d}", inferred=inferred)


def _read_month_list(match: re.Match[str], context: int | None, text: str) -> Iterator[When]:
    year = int(match["y2"]) if match["y2"] else _year_near(match, context, text)
    if year is not None:
        for month in map(_month, [*re.split(r",\s+", match["list"]), match["m2"]]):
            yield _when(match, date(year, month, 1), _last_day(year, month), "month", f"{year}-{month:02d}", inferred=match["y2"] is None)


def _read_month(match: re.Match[str], context: int | None, text: str) -> Iterator[When]:
    groups = match.groupdict()
    year = int(groups["y1"]) if groups.get("y1") else _year_near(match, context, text)
    if year is None:
        return
    month = _month(match["m1"])
    position = match.start("m1")
    when = _when(match, date(year, month, 1), _last_day(year, month), "month", f"{year}-{month:02d}", inferred=not groups.get("y1"))
    yield replace(when, start=position)


def _read_season(match: re.Match[str], _context: int | None, _text: str) -> Iterator[When]:
    first, last, code = _SEASONS[match["s"].lower()]
    year = int(match["y1"])
    start_year = year - (first > last)
    yield _when(match, date(start_year, first, 1), _last_day(year, last), "season", f"{year}-{code}")


_PART_MONTHS = {
    "early": (1, 12), "late": (1, 12), "mid": (1, 12), "middle": (1, 12), "beginning": (1, 12), "start": (1, 12), "outset": (1, 12), "end": (1, 12),
    "first half": (1, 6), "second half": (7, 12), "first quarter": (1, 3), "last quarter": (10, 12),
}  # fmt: skip


def _read_year_parts(match: re.Match[str], _context: int | None, _text: str) -> Iterator[When]:
    """A range between parts of two years: a beginning counts from the first day, a middle to the end of June."""
    first = date(int(match["y1"]), 7 if match["p1"] in ("mid", "middle", "second half") else 1, 1)
    ends = {"beginning": 3, "early": 3, "start": 3, "first quarter": 3, "mid": 6, "middle": 6, "first half": 6}
    last = _last_day(int(match["y2"]), ends.get(re.sub(r"\s+", " ", match["p2"]), 12))
    yield _when(match, first, last, "range", f"{first.year}-{first.month:02d}/{last.year}-{last.month:02d}")


def _read_decade(match: re.Match[str], _context: int | None, _text: str) -> Iterator[When]:
    start = int(match["y1"]) * 10
    part = re.sub(r"\s+", " ", match["p"] or "")
    first, last = {
        "early": (0, 3), "beginning": (0, 3), "start": (0, 3), "mid": (4, 6), "middle": (4, 6), "late": (7, 9), "end": (7, 9),
        "first half": (0, 4), "second half": (5, 9),
    }.get(part, (0, 9))  # fmt: skip
    if (first, last) == (0, 9):
        yield _when(match, date(start, 1, 1), date(start + 9, 12, 31), "decade", f"{match['y1']}X")
    else:
        yield _when(match, date(start + first, 1, 1), date(start + last, 12, 31), "range", f"{start + first}~/{start + last}~")


def _read_years(match: re.Match[str], _context: int | None, _text: str) -> Iterator[When]:
    first, raw = int(match["y1"]), match["y2"]
    last = int(raw) if len(raw) == 4 else first // 100 * 100 + int(raw)
    if match["and"] and not match["between"]:
        for year in (first, last):
            yield _when(match, date(year, 1, 1), date(year, 12, 31), "year", str(year))
        return
    if not first < last < first + 100:
        raise ValueError("no range of years")
    yield _when(match, date(first, 1, 1), date(last, 12, 31), "range", f"{first}/{last}")


def _read_year(match: re.Match[str], _context: int | None, text: str) -> Iterator[When]:
    year = int(match["y1"])
    if _NAMED_YEAR.search(text, 0, match.start("y1")):
        return
    part = re.sub(r"\s+", " ", match.groupdict().get("p") or "")
    first, last = _PART_MONTHS.get(part, (1, 12))
    edtf = str(year) if (first, last) == (1, 12) else f"{year}-{first:02d}/{year}-{last:02d}"
    granularity = "year" if (first, last) == (1, 12) else "range"
    yield replace(_when(match, date(year, first, 1), _last_day(year, last), granularity, edtf), start=match.start("y1"))


_READERS = {
    "iso": _read_iso, "dmdm": _read_days, "mdmd": _read_days, "ddm": _read_days, "mdd": _read_days, "dm": _read_days, "md": _read_days,
    "mm": _read_months, "mlist": _read_month_list, "m": _read_month, "bare": _read_month, "season": _read_season, "yparts": _read_year_parts, "decade": _read_decade,
    "yy": _read_years, "ypart": _read_year, "y": _read_year,
}  # fmt: skip


def parse_day(text: str, *, last: bool = False) -> date:
    """A day from YYYY, YYYY-MM or YYYY-MM-DD: the first one of it, or with `last` the last one. Raises `ValueError`."""
    parts = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    if not parts:
        raise ValueError(f"{text!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    year = int(parts[1])
    try:
        if parts[3]:
            return date(year, int(parts[2]), int(parts[3]))
        month = int(parts[2]) if parts[2] else (12 if last else 1)
        return _last_day(year, month) if last else date(year, month, 1)
    except (ValueError, calendar.IllegalMonthError):
        raise ValueError(f"{text!r} is no day of the calendar; write YYYY, YYYY-MM or YYYY-MM-DD") from None
