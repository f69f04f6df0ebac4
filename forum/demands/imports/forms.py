"""A text that is brought, then the sheet on which its claims stand: that form is all the state there is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from forum.core.errors import Invalid
from forum.core.i18n import _, later
from forum.demands.actions import UNSET_REF
from forum.demands.imports.actions import Draft
from forum.demands.imports.documents.reading import Brought, Unreadable, brought, tidy
from forum.demands.imports.rules import Proposal, too_long
from forum.demands.rules import BODY, TITLE
from forum.http.body import Body
from forum.http.forms import Form, line, prose
from forum.http.uploads import BringCtx

PARTS = ("keep", "title", "body", "kind")
NUMBERED = re.compile(rf"({'|'.join(PARTS)})-(x?\d{{1,4}})")

TOO_LONG = later(
    "C’est trop long pour être lu d’un coup : une vingtaine de pages au plus. Collez-en une partie, puis l’autre."
)
EMPTY = later("Il n’y a pas de texte dedans : des images, peut-être. Collez le texte lui-même.")
UNKNOWN = later("Une des phrases envoyées n’est pas dans ce texte. Recommencez : apportez-le de nouveau.")


class DraftForm(Form):
    title: line(TITLE)  # type: ignore[valid-type]
    body: prose(BODY)  # type: ignore[valid-type]
    kind: Literal["principle", "condition", "agenda"]


def read_brought(ctx: BringCtx) -> Brought:
    """The file, or what was pasted. Invalid with what to do."""
    pasted = ctx.body.get("pasted")
    if ctx.document and pasted.strip():
        raise Invalid(
            {"document": _("Vous avez choisi un fichier et collé un texte : gardez l’un des deux.")}
        )
    if not ctx.document and not pasted.strip():
        raise Invalid({"document": _("Choisissez un fichier qui n’est pas vide, ou collez un texte.")})
    name = "document" if ctx.document else "pasted"
    try:
        read = brought(ctx.document) if ctx.document else Brought(tidy(pasted))
    except Unreadable as refused:
        raise Invalid({name: str(refused)}) from None
    if not read.text.strip():
        raise Invalid({name: _(EMPTY)})
    if too_long(read.text):
        raise Invalid({name: _(TOO_LONG)})
    return read


@dataclass
class Sheet:
    """What stands on the page, claim by claim (`typed`), in its order; `more` are keys of what was left and is taken
    after all."""

    text: str = field(repr=False)
    lined: str = "1"
    institution: str = UNSET_REF
    start: int = 0
    typed: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    more: tuple[str, ...] = ()

    @classmethod
    def read(cls, body: Body) -> "Sheet":
        typed: dict[str, dict[str, str]] = {}
        for name, value in body.pairs:
            if match := NUMBERED.fullmatch(name):
                typed.setdefault(match[2], {})[match[1]] = value
        start = body.get("start")
        return cls(
            body.get("text").replace("\r\n", "\n"), body.get("lined"), body.get("institution") or UNSET_REF,
            int(start) if start.isdecimal() else 0, typed, tuple(body.all("more")),
        )  # fmt: skip

    def take(self, proposals: Iterable[Proposal]) -> None:
        """Give each of these its place, as it was read."""
        for one in proposals:
            self.typed.setdefault(
                one.key, {"keep": "1", "title": one.title, "body": one.body, "kind": one.kind}
            )

    @property
    def body(self) -> Body:
        """What a form that holds all this would send."""
        told = {
            "text": self.text,
            "lined": self.lined,
            "institution": self.institution,
            "start": str(self.start),
        }
        claims = {f"{name}-{key}": said for key, one in self.typed.items() for name, said in one.items()}
        return Body((*told.items(), *claims.items()))

    def over(self, body: Body) -> Body:
        """This sheet, and what else its form sent: our own marks, and what its buttons say."""
        own = {name for name, _value in self.body.pairs} | {"more"}
        others = [pair for pair in body.pairs if pair[0] not in own and not NUMBERED.fullmatch(pair[0])]
        return Body((*self.body.pairs, *others))

    def further(self, start: int) -> "Sheet":
        """The next claims of the same text, in place of these."""
        return replace(self, start=start, typed={}, more=())

    @property
    def kept(self) -> dict[str, dict[str, str]]:
        return {key: one for key, one in self.typed.items() if one.get("keep")}

    @property
    def unsent(self) -> frozenset[str]:
        """Fields that nobody will read: all but the titles and texts of what is kept."""
        read = {f"{name}-{key}" for key in self.kept for name in ("title", "body")}
        return frozenset({name for name, _value in self.body.pairs} - read) | {"more", "do"}


def judged(sheet: Sheet, there: Mapping[str, Proposal], institutions: Iterable[str]) -> list[Draft]:
    """Invalid with all that is wrong. `there`: what can be read in the text, by its key."""
    errors: dict[str, str] = {}
    drafts = []
    if set(sheet.typed) - set(there):
        errors["text"] = _(UNKNOWN)
    if sheet.institution not in (UNSET_REF, *institutions):
        errors["institution"] = _("Choisissez une institution de la liste.")
    if not sheet.kept:
        errors["more"] = _("Gardez au moins une phrase, ou quittez cette page : rien n’a été fait.")
    for key, one in sheet.kept.items():
        try:
            form = DraftForm.read(Body(tuple(one.items())))
        except Invalid as refused:
            errors |= {f"{name}-{key}": said for name, said in refused.errors.items()}
        else:
            drafts.append(Draft(form.kind, form.title, form.body))
    if errors:
        raise Invalid(errors)
    return drafts
