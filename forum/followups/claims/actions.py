"""Saying « c’est fait », and contesting it: a signer with a carnet, or by the link of the mail that confirmed.

What is written down of who contests is of the claim alone. That they signed is looked up and not kept: the contest's
nullifier is drawn from the carnet, or from the link, and meets no row of a signature.
"""

from datetime import date

from sqlmodel import Session, select

from forum.collectives.models import COLLEGES, Collective, Pending
from forum.collectives.publication.actions import Act, publishes, submit, undo
from forum.collectives.queries import Place
from forum.collectives.rules import next_slot
from forum.core.clock import Now
from forum.core.crypto import packed, sha256
from forum.core.errors import Closed, Forbidden, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.ids import ref_from
from forum.followups.claims.models import REASONS, ClaimContest, DoneClaim
from forum.followups.claims.queries import college_of_carnet, college_of_link
from forum.followups.models import Commitment
from forum.followups.subjects import queries as subjects
from forum.followups.subjects.queries import Head
from forum.petitions.lifecycle.queries import names_gone
from forum.petitions.told import actions as told


def claim(
    tx: Session,
    place: Place,
    head: Head,
    commitment: Commitment,
    author: str,
    day: date,
    said: str,
    source: str,
    now: Now,
    *,
    relaxed: bool = False,
) -> None:
    """`author` is the institution, or the organisers who saw it done."""
    if day < commitment.day:
        raise Invalid({"day": _("Cela ne peut pas précéder la promesse.")})
    if day > now.today:
        raise Invalid({"day": _("Cette date est à venir : notez ce qui a déjà eu lieu.")})
    payload = {"subject": head.ref, "commitment": commitment.ref, "author": author, "day": day.isoformat()}
    payload |= {"said": said, "source": source}
    done = "claim.recorded"
    submit(tx, place, now, "claim", head.ref, payload, title=commitment.what, relaxed=relaxed, done=done)


@publishes("claim")
def _publish_claim(tx: Session, act: Act, today: date) -> None:
    said, head = act.payload, subjects.followed(tx, act.collective, act.payload["subject"])
    commitment = tx.exec(select(Commitment).where(Commitment.ref == said["commitment"])).one()
    ref = ref_from(sha256(packed("claim", *(str(value) for value in said.values()))))
    if tx.exec(select(DoneClaim.id).where(DoneClaim.ref == ref)).first() is not None:
        return  # the same form sent twice
    day, words = date.fromisoformat(said["day"]), {"said": said["said"], "source": said["source"]}
    tx.add(DoneClaim(ref=ref, commitment_id=commitment.id, side=said["author"], day=day, **words))
    tx.flush()
    record(tx, "claim.recorded", act.collective.id, head.subject, head.title, today)
    if head.kind == "petition":
        told.tell(tx, head.owner_id, f"claim:{ref}", "claim", commitment.what, today)


def scope_of(ref: str) -> str:
    return f"claim:{ref}"


def contest(tx: Session, place: Place, head: Head, row: DoneClaim, reason: str, now: Now) -> Pending | None:
    """By a carnet that signed; the latest word stands."""
    if head.kind != "petition" or not place.viewer.key:
        raise Forbidden
    college = college_of_carnet(tx, head.owner_id, place.viewer.nul("sign", head.subject))
    if not college:
        if names_gone(tx, head.owner_id):
            raise Closed(_("Les noms de cette pétition sont effacés : plus rien ici ne dit qui a signé."))
        raise Invalid({"reason": _("Seules les personnes qui ont signé cette pétition peuvent contester.")})
    payload = {"key": f"{reason}.{college}"}
    title = _("c’est fait : {what}").format(what=row.said[:240])
    return submit(tx, place, now, "contest", scope_of(row.ref), payload, label="vote", once=True, title=title)


def contest_by_link(
    tx: Session, collective: Collective, petition_id: int, row: DoneClaim, token: str, reason: str, now: Now
) -> Pending:
    """By the link in a signer's mail: at a slot like all the rest, under a nullifier that only the link gives again."""
    college = college_of_link(tx, petition_id, token)
    if not college:
        raise NotFound
    nul, scope = sha256(packed("contest", row.ref, token)), scope_of(row.ref)
    slot = next_slot(now.epoch, collective.slot_minutes)
    before = (Pending.kind == "contest", Pending.scope == scope, Pending.nul == nul)
    for earlier in tx.exec(select(Pending).where(*before)).all():
        tx.delete(earlier)  # the latest word stands, as with a carnet; a batch has no order
    tx.flush()
    return undo(tx, collective.id, "contest", "vote", scope, nul, row.said, slot, key=f"{reason}.{college}")


@publishes("contest")
def _publish_contest(tx: Session, act: Act, _today: date) -> None:
    reason, _dot, college = act.payload["key"].partition(".")
    row = tx.exec(select(DoneClaim).where(DoneClaim.ref == act.scope.removeprefix("claim:"))).first()
    if row is None or reason not in REASONS or college not in COLLEGES:
        raise NotFound
    mine = (ClaimContest.claim_id == row.id, ClaimContest.nul == act.nul)
    known = tx.exec(select(ClaimContest).where(*mine)).first()
    known = known or ClaimContest(claim_id=row.id, nul=act.nul, college=college, reason=reason)
    known.college, known.reason = college, reason
    tx.add(known)
    tx.flush()
