"""Attachment of times: which of the times that a text states holds for which of its mentions.

A time belongs to a mention of its own sentence: at the head of the sentence to all of them, elsewhere to those beside it. `dates` reads the times.
"""

import itertools
import re
from bisect import bisect_right
from dataclasses import replace

from geo.corpus import sentence_starts
from geo.model import Mention, When

# A date that names a document rather than a day on which something happened at a place: "the 10 November 2020 Statement".
_LABEL = re.compile(
    r"\s+(?:[a-z]+\s+){0,2}?(?:[Dd]eal|[Ss]tatements?|[Aa]greements?|[Aa]ccords?|[Dd]eclaration|[Pp]rotocols?|[Mm]emorandum|[Tt]reaty|[Rr]esolutions?|[Rr]eport|[Pp]roposals?|[Dd]ocument|[Aa]rmistice|[Cc]easefire)\b"
)
_LABEL_BEFORE = re.compile(
    r"\b(?:[Dd]eal|[Ss]tatement|[Aa]greement|[Aa]ccord|[Dd]eclaration|[Pp]rotocol|[Mm]emorandum|[Tt]reaty|[Rr]esolution|[Cc]easefire|[Aa]rmistice)\s+(?:\w+\s+)?of\s+$"
)
_OPEN = re.compile(r"\b(?:until|till|up to|by)\s+(?:the\s+)?(?:end\s+of\s+|early\s+|mid-?\s*|late\s+)?$", re.I)
_EVER_SINCE = re.compile(r"\b(?:most|first|last|biggest|largest|worst|greatest|highest|time|\w+est)\b[\w\s,]{0,40}\bsince\s+$|\bever since\s+$", re.I)
_FRONTED = re.compile(
    r"^\W*(?:(?:[Ll]ater|[Tt]hen|[Hh]owever|[Mm]oreover|[Ff]or instance|[Tt]hus|[Ss]imilarly|[Ff]urthermore|[Aa]lready|[Oo]nly|[Ss]hortly after|[Aa]lso),?\s+)?(?:[\w'’-]+\s+){0,5}\W*$"
)
_SUBORDINATE = re.compile(
    r"[,—–(]\s?(?:which|who|whose|where|known as|also known|also referred|that is|i\.e)\b|;|\bfollowing\b|\bdespite\b|\banalogous\b|\bcompared\b|\bso that\b",
    re.I,
)
_ACT = re.compile(
    r"\b(?:resolutions?|requests?|requested|noted|said|stated|stressed|claimed|declared|announced|warned|memorand\w+|MoU|proposals?|proposed|discuss\w*|recogni[sz]\w+|demanded|called|accused|adopted|published"
    r"|statements?|provisions?|envisag\w+|foresaw|stipulat\w+|plans?|planned|welcomed|condemned|voted|negotiat\w+|mandate|consent|possib\w+|explore|aim\w*|status)\b",
    re.I,
)
_AT = re.compile(
    r"\b(?:in|at|near|visited|to|from)\s+(?:(?:the|its|Azerbaijan['’]s|Armenia['’]s|Russia['’]s|Georgia['’]s|southern|northern|liberated|Russian|Azerbaijani|Armenian)\s+){0,3}(?:(?:city|cities|town|village|district)\s+of\s+)?$",
    re.I,
)
_CLOSE = re.compile(r"\W*(?:(?:on|in|at|from|of|during|by|held|signed|between|the|early|late|days|direction|and|night|beginning|end|city|mid)\W+){0,5}$", re.I)
_DATED_NAME = re.compile(
    r"[”\"’']?\s+(?:\w+\s+){0,3}?(?:[Ww]ars?|[Ss]ummit|[Cc]onference|[Ff]orum|[Tt]reaty|[Pp]rotocols?|[Dd]eclaration|[Cc]onventions?|[Ss]tatute|[Pp]act|[Aa]greements?|[Tt]alks|[Mm]eetings?|[Pp]rocess|[Pp]rinciples|[Ff]lotilla)\b"
)
_REACH = 70
_NEW_CLAUSE = re.compile(r"[,;]|\b(?:but|while|and (?:on|in))\b")
_AND_CLAUSE = re.compile(r"(?:\s+год\w*|\s+гг?\.)?,\s+(?:and|but|while|а|но|и)\b")
_NEW_CLAUSE_COST = 200
_FAR = 700


def attach(text: str, mentions: list[Mention], whens: list[When]) -> list[Mention]:
    """Mentions with the times that their own sentence states for what happened there.

    A time at the head of a sentence holds for all of it; any other for the names next to it. Dates that name a document
    ("the statement of 10 November"), that only bound a time ("until 2044"), and acts about a place that were done
    elsewhere (a resolution, a request) are no times of the place.
    """
    if not whens or not mentions:
        return mentions
    bounds = [*sentence_starts(text), len(text)]
    telling = [when for when in whens if _tells(text, when)]
    found: list[Mention] = []
    for at, mention in enumerate(mentions):
        place = bisect_right(bounds, mention.start) - 1
        start, end = bounds[place], bounds[place + 1]
        own = [when for when in telling if start <= when.start < end]
        own_whens: tuple[When, ...] = ()
        if own and mention.role == "literal":
            own_whens = _nearest(text, start, mention, at, mentions, own)
        elif mention.role == "embedded":
            own_whens = _of_name(text, mention, [when for when in whens if start <= when.start < end and not only_bounds(text, when)])
        found.append(replace(mention, whens=own_whens) if own_whens else mention)
    return found


def only_bounds(text: str, when: When) -> bool:
    """Whether a time only bounds another ("until 2044") and tells of nothing that happened then."""
    return bool(_OPEN.search(text[max(0, when.start - 40) : when.start]))


def _tells(text: str, when: When) -> bool:
    """Whether a time says when something happened, not which document is meant or how long something lasts."""
    before = text[max(0, when.start - 70) : when.start]
    return not (_LABEL.match(text, when.end) or _LABEL_BEFORE.search(before[-40:]) or only_bounds(text, when) or _EVER_SINCE.search(before))


def _nearest(text: str, start: int, mention: Mention, at: int, mentions: list[Mention], whens: list[When]) -> tuple[When, ...]:
    best: tuple[int, tuple[int, int]] | None = None
    for when in whens:
        distance = _distance(text, start, mention, at, mentions, when, whens)
        if distance is not None and (best is None or distance < best[0]):
            best = (distance, (when.start, when.end))
    if best is None:
        return ()
    return tuple(when for when in whens if (when.start, when.end) == best[1])


def _distance(text: str, start: int, mention: Mention, at: int, mentions: list[Mention], when: When, whens: list[When]) -> int | None:
    """Characters between a mention and a time that may belong to it; None when it does not."""
    if not -_FAR < when.start - mention.start < _FAR:
        return None
    if when.start >= mention.end:
        gap = text[mention.end : when.start]
        others = [m for m in mentions[at + 1 :] if m.end <= when.start]
        first_gap = text[(others[-1].end if others else mention.end) : when.start]
        if len(first_gap) > _REACH or _SUBORDINATE.search(gap) or not _chained(text, [mention, *others]):
            return None
        return len(gap) + (_NEW_CLAUSE_COST if _NEW_CLAUSE.search(gap) else 0)
    if when.end > mention.start:
        return None
    gap = text[when.end : mention.start]
    fronted = bool(_FRONTED.match(text[start : when.start]))
    if _CLOSE.fullmatch(gap) or (fronted and gap.startswith(":")):  # "In 1996: four tanks from ...; ten from ...": all of the list
        return len(gap) + (_NEW_CLAUSE_COST if _AND_CLAUSE.match(gap) else 0)
    others = [m for m in mentions[:at] if m.start >= when.end]
    first_gap = text[when.end : (others[0].start if others else mention.start)]
    if not fronted and (len(first_gap) > _REACH or not _chained(text, [*others, mention])):
        return None
    listed = gap.replace(";", ",") if fronted and len(whens) == 1 else gap  # "In 1996, four from ...; ten from ..."
    if _SUBORDINATE.search(listed) or any(when.end <= other.start and other.end <= mention.start for other in whens):
        return None
    if _ACT.search(gap) and not _AT.search(text[max(start, mention.start - 60) : mention.start]):
        return None
    if _quoted(text, when.end, mention.start):
        return None
    return len(gap) + (_NEW_CLAUSE_COST if _AND_CLAUSE.match(gap) else 0)


def _chained(text: str, row: list[Mention]) -> bool:
    """Whether mentions follow one another as in a list or in "the base in the city of Gyumri"."""
    return all(len(text[a.end : b.start]) <= 30 and not re.search(r"[.;:]", text[a.end : b.start]) for a, b in itertools.pairwise(row))


def _quoted(text: str, start: int, end: int) -> bool:
    """Whether a quotation opens between two positions and is still open at the second."""
    gap = text[start:end]
    return gap.rfind("“") > gap.rfind("”") or gap.count('"') % 2 == 1


def _of_name(text: str, mention: Mention, whens: list[When]) -> tuple[When, ...]:
    """The time of an event that is called by a place, stated right beside its name."""
    named = _DATED_NAME.match(text, mention.end)
    if not named and not re.search(r"\b(?:Treaty|Statute|Convention|Peace)\s+of\s+(?:the\s+)?$", text[max(0, mention.start - 30) : mention.start]):
        return ()
    edge = named.end() if named else mention.end
    best: tuple[int, When] | None = None
    for when in whens:
        gap = text[edge : when.start] if when.start >= edge else text[when.end : mention.start] if when.end <= mention.start else ""
        near = len(gap) <= (45 if when.start >= edge else 12) and not re.search(r"[;:]", gap)
        if near and (best is None or len(gap) < best[0]):
            best = (len(gap), when)
    return tuple(when for when in whens if best and (when.start, when.end) == (best[1].start, best[1].end))
