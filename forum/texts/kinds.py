"""What each room says of the texts it keeps, so that versions, amendments, search and moderation are written once."""

from dataclasses import dataclass

from forum.texts.models import Document


@dataclass(frozen=True)
class TextField:
    """One part of a text. `markdown`: rendered as prose; `rows` 0 is one line; `most` signs at the most.

    `day`: how far ahead it may be, by its name in `core/days`; "" if it is no date.
    `lines`: each line says one thing by itself, and is amended by itself. `late`: asked since texts of the kind were
    kept: where it says nothing it is not there, so that the same words keep the same fingerprint.
    """

    name: str
    label: str
    most: int
    rows: int = 0
    hint: str = ""
    required: bool = False
    markdown: bool = False
    day: str = ""
    lines: bool = False
    late: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of text: `path` is where its pages are under `/c/{slug}/`, "" if it lives on its thread's page.

    `team`: what somebody of the team must be allowed to do to answer for the team's own texts of this kind. `closed`: why
    nobody proposes a change to any text of this kind, "" if one may.
    """

    name: str
    label: str
    stage: str
    path: str
    fields: tuple[TextField, ...]
    team: str = "organise"
    closed: str = ""

    def field(self, name: str) -> TextField:
        return next(field for field in self.fields if field.name == name)


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    KINDS[kind.name] = kind
    return kind


def address(slug: str, document: Document, thread_kind: str = "") -> str:
    """Where a text can be read; one without a page of its own is an anchor on its thread's page."""
    kind = KINDS[document.kind]
    if kind.path:
        return f"/c/{slug}/{kind.path}/{document.ref}"
    return f"/c/{slug}/{KINDS[thread_kind].path}/{document.thread}#t-{document.ref}"
