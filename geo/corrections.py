"""Corrections: what people say that the program decided wrongly, kept in a small file and applied at every build.

The file (keys in data/README.md) holds `[[correction]]` entries, and `[[place]]` entries for places that the gazetteer lacks. A correction is about a
mention: its words, what stands around them, and its document; `scope` says how far it reaches.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from geo.folding import fold
from geo.gazetteer import Gazetteer, Shape
from geo.model import Mention, Name, Passage, Place
from geo.quotes import Quote, RunningText
from geo.toponyms import DESIGNATORS

METHOD = "correction"
WHATS: dict[str, str] = {
    "place": "It is this place",
    "not_a_place": "Not a place",
    "government": "A government, not the place",
    "literal": "The place itself, not a government or a part of another name",
    "embedded": "A part of another name, not the place",
}
"""What a correction says -> how it is said on screen."""
SCOPES: dict[str, str] = {
    "here": "Here",
    "document": "Always in this document",
    "everywhere": "Everywhere",
}
"""How far a correction reaches -> how it is said on screen; the narrower one counts, and of equal ones the later."""
ROLE_OF = {"government": "metonym", "literal": "literal", "embedded": "embedded"}
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction; `where` is its file and entry, for messages."""

    what: str
    surface: str
    scope: str
    day: date
    reason: str
    author: str
    document: str = ""
    prefix: str = ""
    suffix: str = ""
    place: str = ""
    where: str = field(default="", compare=False)

    @property
    def quote(self) -> Quote:
        """The mention that it is about."""
        return Quote(self.surface, self.prefix, self.suffix)

    @property
    def called(self) -> str:
        """What it is called in messages."""
        return f"{self.where} ({self.what.replace('_', ' ')}: {self.surface!r}{f' in {self.document}' if self.document and self.scope != 'everywhere' else ''})"


@dataclass(frozen=True)
class Corrections:
    """The corrections of one or several files with the places that they bring.

    `kinds` are the kinds of the places that they name; `unlisted` the surfaces that no name of the gazetteer is written as.
    """

    entries: tuple[Correction, ...] = ()
    places: tuple[Place, ...] = ()
    names: tuple[Name, ...] = ()
    shapes: tuple[Shape, ...] = ()
    kinds: dict[str, str] = field(default_factory=dict)
    unlisted: frozenset[str] = frozenset()

    def extend(self, gazetteer: Gazetteer) -> Gazetteer:
        """A gazetteer with the places that the corrections bring; their names are shown, and found only where a correction says so."""
        return gazetteer.extended(self.places, self.names, self.shapes)

    def stamp(self, document: str, texts: Iterable[str]) -> str:
        """A short hash of the corrections that concern a document with these passages; empty when none does."""
        squeezed = _squeeze("".join(texts)) if any(entry.scope == "everywhere" for entry in self.entries) else ""
        own = [
            self._facts(entry) for entry in self.entries if (_squeeze(entry.surface) in squeezed if entry.scope == "everywhere" else entry.document == document)
        ]
        return f"+{hashlib.sha256(repr(own).encode('utf-8', 'surrogatepass')).hexdigest()[:16]}" if own else ""

    @property
    def key(self) -> str:
        """All that an atlas depends on; empty when there is nothing."""
        shapes = [(one, one.geometry.wkt) for one in self.shapes]
        return repr(([self._facts(entry) for entry in self.entries], self.places, self.names, shapes)) if self.entries or self.places else ""

    def _facts(self, entry: Correction) -> tuple[str | None, ...]:
        """What of a correction mentions depend on."""
        about = {"here": (entry.document, entry.prefix, entry.suffix), "document": (entry.document,), "everywhere": ()}[entry.scope]
        return (entry.what, entry.surface, entry.scope, entry.place, self.kinds.get(entry.place), *about)

    def of(self, document: str, texts: Iterable[str]) -> "Amendments":
        """What they change in a document with these passages, which are read only when a correction is about this document."""
        own = [entry for entry in self.entries if entry.scope == "everywhere" or entry.document == document]
        return Amendments(self, own, texts if self._is_about(document) else ())

    def _is_about(self, document: str) -> bool:
        return any(entry.document == document and entry.scope != "everywhere" for entry in self.entries)

    def lost(self, documents: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
        """A line for each correction whose text a document (id, texts of passages) no longer holds, or holds several times alike.

        One more says for how many corrections the document is not here.
        """
        lines, known = [], set()
        for document, texts in documents:
            known.add(document)
            if self._is_about(document):
                lines += self.of(document, texts).lost
        missing = [entry for entry in self.entries if entry.scope != "everywhere" and entry.document not in known]
        if missing:
            ids = sorted({entry.document for entry in missing})
            shown = ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")
            lines.append(f"{len(missing)} correction{'s are' if len(missing) > 1 else ' is'} about documents that are not among these texts: {shown}")
        return lines


@dataclass(slots=True)
class _Effect:
    """What the corrections of one mention say together."""

    place: str = ""
    role: str = ""
    gone: bool = False

    def take(self, entry: Correction) -> None:
        self.gone = entry.what == "not_a_place"
        if self.gone:
            self.place = self.role = ""
        self.place = entry.place or self.place
        self.role = ROLE_OF.get(entry.what, self.role)


class Amendments:
    """What corrections change in one document; `lost` says in a line each which of them no longer find their text."""

    def __init__(self, corrections: Corrections, entries: Iterable[Correction], texts: Iterable[str] = ()) -> None:
        self._kinds = corrections.kinds
        self._unlisted = corrections.unlisted
        self._wide: dict[str, _Effect] = {}
        self._here: dict[int, dict[tuple[int, int], _Effect]] = {}
        self.lost: list[str] = []
        running = RunningText(texts)
        for entry in sorted(entries, key=lambda entry: list(SCOPES).index(entry.scope), reverse=True):
            if entry.scope == "here":
                spots = running.find(entry.quote)
                if len(spots) == 1:
                    self._here.setdefault(spots[0].passage, {}).setdefault((spots[0].start, spots[0].end), _Effect()).take(entry)
                else:
                    why = f"{len(spots)} places in the text fit equally; give it more of what stands around" if spots else "its text is changed or gone"
                    self.lost.append(f"{entry.called}: not applied, {why}; mend or remove it")
            else:
                self._wide.setdefault(entry.surface, _Effect()).take(entry)
                if entry.scope == "document" and not running.holds(entry.surface):
                    self.lost.append(f"{entry.called}: not applied, the document no longer holds these words; mend or remove it")
        added = [surface for surface, effect in self._wide.items() if effect.place and surface in self._unlisted]
        words = "|".join(re.escape(surface) for surface in sorted(added, key=len, reverse=True))
        self._added = re.compile(rf"(?<!\w)(?:{words})(?!\w)") if words else None

    def amend(self, passage: Passage, mentions: Iterable[Mention]) -> list[Mention]:
        """The mentions of a passage as corrected, in order of the text."""
        own = list(mentions)
        if self._wide:
            own = [kept for mention in own for kept in self._changed(mention, self._wide_effect(mention))]
            for match in self._added.finditer(passage.text) if self._added else ():
                if not _touching(own, *match.span()):
                    own += self._new(passage, *match.span(), self._wide[match.group()])
        for (start, end), effect in self._here.get(passage.ordinal, {}).items():
            own = self._amend_here(passage, own, start, end, effect)
        return sorted(own, key=lambda mention: mention.start)

    def _amend_here(self, passage: Passage, own: list[Mention], start: int, end: int, effect: _Effect) -> list[Mention]:
        touched = _touching(own, start, end)
        if effect.gone:
            return [mention for mention in own if not (start <= mention.start and mention.end <= end)]
        if not touched:
            return own + self._new(passage, start, end, effect)
        same = next((mention for mention in touched if (mention.start, mention.end) == (start, end)), None)
        base = same or (replace(touched[0], start=start, end=end, surface=passage.text[start:end]) if effect.place else touched[0])
        dropped = touched if effect.place else [base]
        return [mention for mention in own if mention not in dropped] + self._changed(base, effect)

    def _wide_effect(self, mention: Mention) -> _Effect | None:
        """What is said of a mention's words; of an unresolved "Novo Pole village" also what is said of "Novo Pole", when that is a village."""
        effect = self._wide.get(mention.surface)
        if effect is None and mention.place is None:
            name, _, word = mention.surface.rpartition(" ")
            bare = self._wide.get(name)
            if bare and self._kinds.get(bare.place) in DESIGNATORS.get(word.lower(), ()):
                return bare
        return effect

    def _changed(self, mention: Mention, effect: _Effect | None) -> list[Mention]:
        if effect is None:
            return [mention]
        if effect.gone:
            return []
        place = effect.place or mention.place
        kind = self._kinds.get(effect.place, mention.kind)
        return [replace(mention, place=place, kind=kind, role=effect.role or mention.role, confidence=1.0, method=METHOD)]

    def _new(self, passage: Passage, start: int, end: int, effect: _Effect) -> list[Mention]:
        """A mention where the program saw none; none without a place."""
        if not effect.place:
            return []
        text = passage.text[start:end]
        role = effect.role or "literal"
        return [Mention(passage.document, passage.ordinal, start, end, text, effect.place, self._kinds[effect.place], role, 1.0, METHOD)]


def _touching(mentions: Iterable[Mention], start: int, end: int) -> list[Mention]:
    return [mention for mention in mentions if mention.start < end and start < mention.end]


def _squeeze(text: str) -> str:
    """The letters and digits of a text."""
    return _NOT_WORD.sub("", text)


def unlisted(surfaces: Iterable[str], gazetteer: Gazetteer) -> frozenset[str]:
    """Surfaces that no name is written as which is looked for in texts."""
    return frozenset(surface for surface in surfaces if fold(surface) not in gazetteer.variants)
