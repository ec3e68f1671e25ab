"""How things are written for people: days, months, seasons and intervals in plain English; text as it is."""

_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}


def without_markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>()#+-.!|~$:" else char for char in text)


def counted(count: int, word: str) -> str:
    """A number of things: 1 place, 2,000 places."""
    return f"{count:,} {word}{'s' * (count != 1)}"


def show_edtf(edtf: str) -> str:
    """A stated time (EDTF, level 1 as `dates` writes it) as people write it: 2016-04-02/2016-04-05 -> 2 Apr 2016 – 5 Apr 2016."""
    return " – ".join(_show_one(part) for part in edtf.split("/"))


def show_span(first: str, last: str) -> str:
    """From one time to another, each YYYY, YYYY-MM or YYYY-MM-DD or empty for no bound: 1992–1994, May 1992 and later."""
    if first and last:
        if first == last:
            return _show_one(first)
        return f"{first}–{last}" if len(first) == len(last) == 4 else f"{_show_one(first)} – {_show_one(last)}"
    return f"{_show_one(first)} and later" if first else f"{_show_one(last)} and earlier"


def _show_one(part: str) -> str:
    bare = part.rstrip("~?")
    about = "about " if part != bare else ""
    if bare.endswith("X"):
        return f"{bare[:-1]}0s"
    pieces = bare.split("-")
    if len(pieces) == 1:
        return about + bare
    if len(pieces) == 2:
        return about + (f"{_SEASONS[pieces[1]]} {pieces[0]}" if pieces[1] in _SEASONS else f"{_MONTHS[int(pieces[1])]} {pieces[0]}")
    return f"{about}{int(pieces[2])} {_MONTHS[int(pieces[1])]} {pieces[0]}"
