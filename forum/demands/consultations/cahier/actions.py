"""A cahier made from a consultation: its result as it is, or changed with a reason that everybody reads."""

from collections.abc import Sequence

from sqlmodel import Session

from forum.collectives.publication.actions import beware
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.i18n import _
from forum.demands.consultations.cahier.queries import expected, nearest
from forum.demands.consultations.models import Consultation, PlatformOrigin
from forum.demands.models import Platform
from forum.demands.platforms.actions import make
from forum.demands.platforms.queries import eligible


def check_chosen(consultation: Consultation) -> None:
    if "picks" not in consultation.result:
        raise Closed(
            _("Cette consultation ne mène à aucun cahier : il lui manque un collège, ou une taille.")
        )


def compose_by_hand(
    tx: Session,
    place: Place,
    words: tuple[str, str],
    refs: Sequence[str],
    reason: str,
    now: Now,
    *,
    relaxed: bool = False,
) -> Platform:
    """From no consultation; but where one chose among these demands, its result is not passed over in silence."""
    found = nearest(tx, place, refs)
    if found is None:
        return make(tx, place, *words, refs, now, relaxed=relaxed)
    if list(refs) != expected(found, eligible(tx, place.collective)) and not reason:
        said = _(
            "La consultation « {title} » a choisi entre ces revendications, et ce n’est pas son résultat : dites pourquoi, "
            "la raison sera sur le cahier. Ou composez-le depuis sa page."
        )
        raise Invalid({"reason": said.format(title=found.title)})
    return compose(tx, place, found, words, refs, reason, now, relaxed=relaxed)


def compose(
    tx: Session,
    place: Place,
    consultation: Consultation,
    words: tuple[str, str],
    refs: Sequence[str],
    reason: str,
    now: Now,
    *,
    relaxed: bool = False,
) -> Platform:
    """`words`: title and introduction. Anything but the result, in its order, wants a reason."""
    check_chosen(consultation)
    if list(refs) != expected(consultation, eligible(tx, place.collective)) and not reason:
        said = _(
            "Ce n’est pas le résultat de la consultation : dites pourquoi, la raison sera sur le cahier."
        )
        raise Invalid({"reason": said})
    beware([*words, reason], relaxed=relaxed)
    made = make(tx, place, *words, refs, now, relaxed=relaxed)
    tx.add(PlatformOrigin(platform_id=made.id, consultation_id=consultation.id, reason=reason))
    tx.flush()
    return made
