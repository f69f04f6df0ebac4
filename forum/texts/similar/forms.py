"""What is typed of a text that is being written, looked at before it is sent; and a collective's list of words."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator

from forum.collectives.queries import Place
from forum.core.i18n import _, later
from forum.http.deps import PageCtx
from forum.http.forms import Form, prose
from forum.texts.similar import rules
from forum.texts.similar.queries import Close, closest
from forum.texts.similar.words import lexicon
from forum.texts.similar.words.roots import words

LINES = 120_000
PARTS = ("title", "body", "concerned", "service")
ASKING = "/proches"  # how an address ends where one only asks
STOPPED = later(
    "Rien n’est envoyé encore : un texte publié dit peut-être déjà cela. Lisez-le, puis envoyez si le vôtre dit autre chose."
)
LEAST = 3  # words that say something, before anything can look like them


@dataclass(frozen=True)
class Look:
    """What looks like the text of a form. `seen`: the references that the form sends back, so as not to stop twice."""

    close: tuple[Close, ...] = ()
    asked: bool = False
    stopped: bool = False

    @property
    def page(self) -> dict[str, Any]:
        """For the form's page: what resembles, and why the sending was stopped, if it was."""
        return {"similar": self, **({"notice": _(STOPPED)} if self.stopped else {})}

    @property
    def seen(self) -> str:
        return " ".join(close.ref for close in self.close)


def look(ctx: PageCtx, place: Place) -> Look:
    """For a form that comes back: nothing is looked for before something was typed, and nothing asked is kept."""
    typed = " . ".join(filter(None, (ctx.body.get(part) for part in PARTS)))
    if len(words(typed[: rules.MOST_ASKED])) < LEAST:
        return Look(asked=bool(typed))
    found = tuple(closest(ctx.tx, place.collective, typed))
    before = ctx.body.get("seen").split()
    fresh = any(close.very and close.ref not in before for close in found)
    return Look(found, True, fresh and not ctx.errors and not ctx.path.endswith(ASKING))


def _helpful(text: str) -> str:
    slip = lexicon.slip(text)
    if slip is None:
        return text
    said = {
        "many": _("il y a trop de lignes ({n} au plus).").format(n=lexicon.MOST_LINES),
        "alone": _("il faut au moins deux mots, séparés par une virgule."),
        "long": _("il y a trop de mots ({n} au plus par ligne).").format(n=lexicon.MOST_IN_LINE),
        "empty": _("« {word} » est un mot que la comparaison ne retient pas.").format(word=slip.expression),
        "wordy": _("« {word} » est trop long : {n} mots au plus.").format(
            word=slip.expression, n=lexicon.MOST_IN_PHRASE
        ),
    }
    raise ValueError(_("Ligne {n} : {wrong}").format(n=slip.line, wrong=said[slip.code]))


class SynonymsForm(Form):
    """One group a line; an empty list is the list of the house again."""

    lines: Annotated[prose(LINES, 0), AfterValidator(_helpful)]  # type: ignore[valid-type]
