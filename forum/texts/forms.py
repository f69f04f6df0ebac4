"""What is typed alike in every room that writes: a source, a web address, under which of one's voices."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from forum.collectives.publication.actions import any_held
from forum.collectives.queries import Place
from forum.core.i18n import _
from forum.http.aliases import alias
from forum.http.deps import Ctx
from forum.http.forms import Form, line

if TYPE_CHECKING:
    from forum.texts.similar.forms import Look


def _web(url: str) -> str:
    """An address somebody will click on: http or https, with a host; anything else could run or mislead."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if url and (parts.scheme not in ("http", "https") or not parts.netloc or " " in url):
        raise ValueError(_("Écrivez une adresse complète, par exemple https://www.legifrance.gouv.fr."))
    return url


def web_address(most: int = 1000) -> Any:
    """An optional web address of at most `most` signs."""
    return Annotated[line(most, 0), AfterValidator(_web)]


class Pictured(Form):
    """A form after which an image may be chosen: on a page of its own, when the text is safe and a carnet is open."""

    picture: bool = False

    def next(self, ctx: Ctx, slug: str, ref: str, otherwise: str) -> str:
        """Where to go once the text is taken in."""
        return f"/c/{slug}/images-a-joindre/{alias(ctx, ref)}" if self.picture else otherwise


class Sourced(Pictured):
    """A form with one optional source."""

    source_label: line(300, 0) = ""  # type: ignore[valid-type]
    source_url: web_address() = ""  # type: ignore[valid-type]
    source_kind: Literal["link", "figure", "text"] = "link"
    source_publisher: line(200, 0) = Field(default="", validate_default=True)  # type: ignore[valid-type]
    source_dated: line(40, 0) = Field(default="", validate_default=True)  # type: ignore[valid-type]

    @field_validator("source_publisher", "source_dated")
    @classmethod
    def _figure(cls, text: str, info: ValidationInfo) -> str:
        """Of a figure one must know who says it, and of when it is."""
        given = info.data.get("source_label") or info.data.get("source_url")
        if given and not text and info.data.get("source_kind") == "figure":
            raise ValueError(_("Un chiffre se donne avec qui le publie et sa date."))
        return text

    @property
    def sources(self) -> list[dict[str, Any]]:
        if not (self.source_label or self.source_url):
            return []
        told = {"url": self.source_url, "publisher": self.source_publisher, "dated": self.source_dated}
        return [{"kind": self.source_kind, "label": self.source_label or self.source_url[:300], **told}]


def say_taken(ctx: Ctx, said: str) -> None:
    """What was just taken in will be public at the slot (`said`), unless a moderator reads it first."""
    held = _(
        "C’est noté. Un·e modérateur·rice relit d’abord, à cause de ce que le contrôle a signalé : votre carnet dit où "
        "cela en est."
    )
    ctx.say(held if any_held(ctx.tx) else said)


def chosen_voice(ctx: Ctx, place: Place) -> Place:
    """With the voice asked for in the form. The session offers the same again; nothing else remembers it."""
    chosen = bool(place.viewer.key and ctx.body.get("recognised"))
    if chosen != (place.collective.slug in ctx.recognised):
        ctx.house.sessions.recognise(ctx.token, place.collective.slug, chosen)
    return replace(place, recognised=chosen)


def look(ctx: Ctx, place: Place) -> "Look":
    """What looks like the text being written. Its words and tables are loaded for who writes, not for who reads."""
    from forum.texts.similar import forms

    return forms.look(ctx, place)
