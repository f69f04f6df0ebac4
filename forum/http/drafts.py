"""What somebody was doing when a door stood in the way, in words: where they were going, and what they had written.

A form also sends codes (a reference, a choice, a place's short name): they travel with the draft, and are not read out.
"""

import re
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from forum.core.errors import HouseError
from forum.core.i18n import _
from forum.http.body import decode, may_return
from forum.http.deps import BareCtx
from forum.http.replay import local_path

# Chosen in a list rather than written.
CHOSEN = frozenset(
    {
        "about",
        "aware",
        "ballot",
        "challenges",
        "code",
        "do",
        "choice",
        "college",
        "delivery",
        "demands",
        "grievances",
        "how",
        "joining",
        "phrase",
        "says",
        "kind",
    }
    | {
        "label",
        "measure",
        "mechanism",
        "mechanisms",
        "new_kind",
        "objectives",
        "objet",
        "own_device",
        "quality",
    }
    | {"picture", "question", "reading", "recognised", "relaxed", "reply", "seen", "side"}
    | {"against", "keep", "lined", "more", "source_kind", "start", "verdict", "version", "way"}
)
# (transaction, collective's slug, code) → its name: filled by the rooms that know.
NAMED: dict[str, Callable[[Session, str, str], str]] = {}


def _ways() -> tuple[tuple[str, str], ...]:
    """Inside `/c/slug`, the first that fits."""
    return (
        (r"doleances(/nouvelle|/proches)?", _("écrire une doléance")),
        (r"doleances/[^/]+/echos", _("dire que vous le vivez aussi")),
        (r"completer/.*", _("compléter une doléance")),
        (r"mecanismes(/nouveau)?", _("décrire un mécanisme")),
        (r"contestations(/nouvelle)?", _("écrire une contestation")),
        (r"contestations/[^/]+/arguments", _("donner un argument")),
        (r"contestations/[^/]+/refus", _("rejoindre un refus")),
        (r"revendications/importation.*", _("importer un texte")),
        (r"revendications(/nouvelle|/proches)?", _("écrire une revendication")),
        (r"revendications/[^/]+/vote/bulletins", _("voter")),
        (r"revendications/[^/]+/vote/objections/.*", _("répondre à une objection")),
        (r"revendications/[^/]+/vote.*", _("ouvrir ou clore un vote")),
        (r"revendications/[^/]+/destinataire", _("changer le destinataire d’une revendication")),
        (r"images-a-joindre/[^/]+", _("joindre une image")),
        (r"sources/[^/]+/avis", _("donner votre avis sur une source")),
        (r"textes/[^/]+/amendements(/nouveau)?", _("proposer un changement")),
        (r"textes/[^/]+/amendements/[^/]+/arguments", _("donner un argument")),
        (r"reponses/[^/]+", _("répondre à un changement proposé")),
        (r"textes/[^/]+/versions/.*", _("revenir à une version")),
        (r"consultations/[^/]+/reponses", _("répondre à une consultation")),
        (r"carte/[^/]+/reponses", _("répondre à une carte des alliances")),
        (r"carte.*", _("ouvrir ou clore une carte des alliances")),
        (r"consultations.*", _("ouvrir ou clore une consultation")),
        (r"cahiers(/nouveau)?", _("composer un cahier")),
        (r"petitions(/nouvelle)?", _("écrire une pétition")),
        (r"petitions/.*", _("organiser une pétition")),
        (r"suites/[^/]+/remise", _("noter une remise")),
        (r"suites/[^/]+/reponse", _("noter une réponse")),
        (r"suites/[^/]+/engagements", _("noter un engagement")),
        (r"suites/[^/]+/engagements/.*", _("dire si un engagement est tenu")),
        (r"moderation.*", _("modérer")),
        (r"ateliers.*", _("préparer un atelier")),
        (r"invitations.*", _("inviter dans le collectif")),
        (r"(institutions|objectifs).*", _("tenir les listes du collectif")),
        (r"equipe.*", _("tenir l’équipe du collectif")),
        (r"synonymes", _("tenir les listes du collectif")),
        (r"reglages", _("changer les réglages du collectif")),
    )


def heading(path: str) -> str:
    """Where an address leads, as something one does; "" when there is no better word than the page itself."""
    if re.fullmatch(r"/p/[^/]+/carnet", path):
        return _("signer une pétition avec votre carnet")
    if re.fullmatch(r"/invitation/[^/]+|/carte(/[^/]+)?", path):
        return _("recevoir une attestation")
    inside = re.fullmatch(r"/c/[^/]+/(.+)", path)
    ways = _ways() if inside else ()
    return next((said for way, said in ways if inside and re.fullmatch(way, inside[1])), "")


def draft(ctx: BareCtx, *, named: bool = False) -> dict[str, Any]:
    """What was being sent, to be carried through the sign-in: its address, its encoded body, and its words to show.

    `named`: say also what was chosen, which asks the database; not on the way out of a house that is too busy.
    """
    if ctx.path.startswith(("/carnet", "/equipe")):
        return _carried(ctx)
    if ctx.request.method != "POST":
        to = ctx.path if ctx.request.method == "GET" else ""
        return {**nothing(to), "draft_to": to}
    typed = [(name, value) for name, value in ctx.body.pairs if value.strip() and may_return(name)]
    names = _names(ctx, typed) if named else {}
    return _draft(ctx.path, ctx.body.encoded(), typed, names)


def _carried(ctx: BareCtx) -> dict[str, Any]:
    """At the door itself: never what opens it, always the text that waits there."""
    to, encoded = ctx.body.get("draft_to"), ctx.body.get("draft")
    if not (local_path(to) and encoded):
        return nothing()
    try:
        typed = [(name, value) for name, value in decode(encoded).pairs if value.strip()]
    except HouseError:  # forged: nothing of ours was ever encoded so
        return nothing()
    return _draft(to, encoded, typed, {})


def nothing(to: str = "") -> dict[str, Any]:
    return {"draft_to": "", "draft": "", "typed": [], "said": [], "heading": heading(to)}


def waiting(ctx: BareCtx) -> dict[str, Any]:
    """From one page of a door to the next: the text travels; it was shown before."""
    to = ctx.body.get("draft_to")
    if not local_path(to):
        return {**nothing(), "draft": ctx.body.get("draft")}
    return {**nothing(to), "draft_to": to, "draft": ctx.body.get("draft")}


def _draft(to: str, encoded: str, typed: list[tuple[str, str]], names: dict[str, str]) -> dict[str, Any]:
    """`said` is what the person would know again: their words, and the names of what they chose."""
    own = [
        (name, value) for name, value in typed if name.partition("-")[0] not in CHOSEN
    ]  # `kind-3` is a kind
    written = [names.get(name, "") if name in NAMED else value for name, value in own]
    said = [words for words in written if words and not words.isdecimal()]
    return {"draft_to": to, "draft": encoded, "typed": typed, "said": said, "heading": heading(to)}


def _names(ctx: BareCtx, typed: list[tuple[str, str]]) -> dict[str, str]:
    """Of a form sent inside a collective: the last value of a field is the one that counts."""
    chosen = {name: value for name, value in typed if name in NAMED}
    if not chosen or not ctx.path.startswith("/c/"):
        return {}
    slug = ctx.path.split("/")[2]
    with ctx.house.db.read() as tx:
        return {name: NAMED[name](tx, slug, value) for name, value in chosen.items()}
