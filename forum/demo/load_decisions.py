"""Decide, petition, follow, moderate: what the demo's collective did with its demands."""

import secrets
from random import Random

from sqlmodel import col, select

from forum.collectives.queries import Place
from forum.core.clock import Now, at
from forum.core.crypto import argon2id, key_pair, seal
from forum.core.settings import Settings
from forum.deliberation import ballot_actions
from forum.deliberation.models import Ballot as Ballots
from forum.deliberation.models import Objection
from forum.deliberation.objections.actions import answer as answer_objection
from forum.deliberation.rules import Rule
from forum.demands.platforms.actions import make as make_platform
from forum.demands.votes.actions import open_vote
from forum.demo.claims import Ballot, Batch, Commitment, Content, FollowUp, Petition
from forum.demo.load_consultations import Asked
from forum.demo.load_maps import Mapped
from forum.demo.load_texts import Texts
from forum.demo.people import Crowd
from forum.followups import actions as followups
from forum.followups.board import terms
from forum.followups.claims import actions as claims
from forum.followups.models import Commitment as CommitmentRow
from forum.followups.models import Delivery, Reply
from forum.followups.subjects import queries as subjects
from forum.followups.subjects.queries import Head
from forum.moderation import actions as moderation
from forum.moderation.subjects import queries as cases
from forum.petitions import actions as petitions
from forum.petitions.keyring.rules import lock_private
from forum.petitions.models import PendingSignature
from forum.petitions.models import Petition as PetitionRow
from forum.petitions.official.actions import choose as choose_path
from forum.petitions.publication import publish_confirmed
from forum.texts.models import Document

# Printed in the README: it opens invented names only.
PASSPHRASE = "démonstration du Val-de-Lorne"  # noqa: S105


class Decisions:
    """Loaded after the texts; staff acts are the demo organiser's and moderator's, on the day they happened."""

    def __init__(
        self, crowd: Crowd, content: Content, texts: Texts, organiser: Place, moderator: Place
    ) -> None:
        self.crowd, self.content, self.texts = crowd, content, texts
        self.organiser, self.moderator = organiser, moderator

    def load(self, settings: Settings) -> None:
        for demand in self.content.demands:
            if demand.ballot:
                self._ballot(self.texts.refs[f"demand.{demand.key}"], demand.ballot)
        for consultation in self.content.consultations:
            Asked(self.crowd, self.texts, self.organiser).load(consultation)
        for one in self.content.maps:
            Mapped(self.crowd, self.organiser).load(one)
        for platform in self.content.platforms:
            refs = [self.texts.refs[f"demand.{key}"] for key in platform.demands]
            made = make_platform(
                self.crowd.tx,
                self.organiser,
                platform.title,
                platform.introduction,
                refs,
                self._noon(platform.day),
            )
            self.texts.refs[f"platform.{platform.key}"] = made.ref
        for petition in self.content.petitions:
            self._petition(petition, settings)
        for follow in self.content.followups:
            self._follow(follow)
        self._moderate()

    def _noon(self, offset: int) -> Now:
        return at(self.crowd.day(offset).isoformat())

    def _ballot(self, ref: str, one: Ballot) -> None:
        tx = self.crowd.tx
        document = tx.exec(select(Document).where(Document.ref == ref)).one()
        closes = self.crowd.day(one.closes)
        opened = open_vote(
            tx,
            self.organiser,
            document,
            document.number,
            Rule(one.quorum_percent),
            closes,
            self._noon(one.opened),
        )
        for college in ("professional", "concerned", "ally"):
            tally = getattr(one.votes, college)
            choices = ["for"] * tally.for_ + ["against"] * tally.against + ["abstain"] * tally.abstain
            for who, choice in zip(self.crowd.some(college, len(choices)), choices, strict=True):
                paper = {"ballot": opened.ref, "choice": choice}
                self.crowd.do(
                    who, college, "ballot.paper", f"ballot:{opened.ref}", paper, one.opened + 1, "vote"
                )
        self._object(opened.ref, opened.id, one)
        if one.closes < 0:
            ballot_actions.close(tx, opened, self._noon(one.closes + 1))

    def _object(self, ref: str, ident: int, one: Ballot) -> None:
        for said in one.objections:
            payload = {"ballot": ref, "reason": said.text}
            who = self.crowd.somebody(said.college)
            self.crowd.do(
                who, said.college, "ballot.objection", f"objection:{ref}", payload, one.opened + 2, "vote"
            )
        answers = {said.text: said.answer for said in one.objections}
        for row in self.crowd.tx.exec(select(Objection).where(Objection.ballot_id == ident)).all():
            answered = self.crowd.tx.exec(select(Ballots).where(Ballots.id == ident)).one()
            answer_objection(
                self.crowd.tx, answered, row, answers[row.reason], "", "", self.crowd.day(one.opened + 3)
            )

    def _petition(self, one: Petition, settings: Settings) -> None:
        tx, opened = self.crowd.tx, self._noon(one.opened)
        wording = petitions.Wording(
            title=one.title, body=one.body, institution=self.texts.refs[f"institution.{one.institution}"],
            institution_name="", organisation=one.organisation, opens=opened.today, closes=self.crowd.day(one.closes),
            demands=[self.texts.refs[f"demand.{key}"] for key in one.demands], goal=one.goal,
        )  # fmt: skip
        petition = petitions.create(tx, self.organiser, wording, _sealed_keys(settings), opened)
        petitions.open_petition(tx, self.organiser, petition, opened)
        self.texts.refs[f"petition.{one.key}"] = petition.code
        choose_path(tx, self.organiser, petition, one.path, 0, "", opened)
        self._sign(petition, one)
        for erratum in one.errata:
            text = f"Au lieu de « {erratum.printed} », lire « {erratum.correct} ». {erratum.reason}"
            petitions.add_erratum(tx, self.organiser, petition, text, self._noon(erratum.day))
        if one.closes < 0:
            petitions.close(tx, petition, self._noon(one.closes))

    def _sign(self, petition: PetitionRow, one: Petition) -> None:
        """One shuffled batch a day, as at the slots."""
        left = {college: self.crowd.some(college, len(who)) for college, who in self.crowd.members.items()}
        for day in sorted({batch.day for batch in one.signatures}):
            for batch in (b for b in one.signatures if b.day == day):
                nuls = [
                    left[batch.college].pop().nul("sign", petition.code) if batch.tier == "carnet"
                    else secrets.token_bytes(32)
                    for _ in range(batch.count)
                ]  # fmt: skip
                self.crowd.tx.add_all(self._pending(petition, batch, nul) for nul in nuls)
            self.crowd.tx.flush()
            publish_confirmed(self.crowd.tx, self._noon(day), Random(day).shuffle, secrets.token_bytes)  # noqa: S311

    def _pending(self, petition: PetitionRow, batch: Batch, nul: bytes) -> PendingSignature:
        codes = [place.code for place in self.content.territories[1:]]
        return PendingSignature(
            petition_id=petition.id, nul=nul, tier=batch.tier, college=batch.college,
            territory=self.crowd.chance.choice(codes), confirmed=True,
            sealed=seal(petition.public_key, '{"name": "Signature de démonstration", "email": ""}'.encode()),
        )  # fmt: skip

    def _follow(self, one: FollowUp) -> None:
        tx, day = self.crowd.tx, self._noon(one.delivery.day)
        ref = self.texts.refs[f"{one.subject}.{one.subject_key}"]
        to = self.texts.refs[f"institution.{one.institution}"]
        said = (day.today, one.delivery.to[:200], one.delivery.how[:200])
        head = followups.deliver(tx, self.organiser, ref, *said, day, institution=to)
        head = subjects.followed(tx, self.crowd.collective, head.ref)
        delivery = tx.exec(select(Delivery).where(Delivery.followup_id == head.id)).one()
        if one.delivery.agreed:
            agreed = self.crowd.day(one.delivery.agreed)
            source = one.delivery.agreed_source
            terms.agree(tx, self.organiser, head, delivery.ref, agreed, source, day)
        for reply in one.replies:
            now = self._noon(reply.day)
            answer = (reply.label, reply.text, reply.source)
            followups.reply(
                tx, self.organiser, head, delivery.ref, now.today, *answer, now, stalling=reply.stalling
            )
        promises = select(Reply).where(Reply.delivery_id == delivery.id, Reply.label == "commitment")
        for commitment in one.commitments:
            made = tx.exec(promises.where(col(Reply.day) <= self.crowd.day(commitment.made))).first()
            if made is not None:
                self._promise(head, made.ref, commitment)

    def _promise(self, head: Head, reply: str, one: Commitment) -> None:
        tx = self.crowd.tx
        said = followups.Promised(
            reply, one.owner, one.what, self.crowd.day(one.due), one.proof, one.source,
            self._about(head, one),
        )  # fmt: skip
        # The guard takes « Haute-Lorne » for somebody: an organiser would keep it, as here.
        followups.commit(tx, self.organiser, head, said, self._noon(one.made), relaxed=True)
        row = tx.exec(select(CommitmentRow).where(CommitmentRow.what == one.what)).one()
        if one.done:
            claimed = self._noon(one.done)
            told = ("institution", claimed.today, one.done_said, one.source)
            claims.claim(tx, self.organiser, head, row, *told, claimed, relaxed=True)
        for judged in one.assessments:
            verdicts = ["kept"] * judged.kept + ["broken"] * judged.not_kept
            for who, verdict in zip(self.crowd.some(judged.college, len(verdicts)), verdicts, strict=True):
                payload = {"commitment": row.ref, "verdict": verdict}
                self.crowd.do(
                    who, judged.college, "assessment", f"commitment:{row.ref}", payload, judged.day, "vote"
                )

    def _about(self, head: Head, one: Commitment) -> str:
        """The demand it answers, with the number of the criterion if the file quotes one."""
        ref = self.texts.refs[f"demand.{one.demand}"]
        measure = next((m for m in subjects.measures(self.crowd.tx, head) if m.ref == ref), None)
        if measure is None:
            return ""
        return f"{ref}.{one.criterion}" if one.criterion else ref

    def _moderate(self) -> None:
        for one in sorted(self.content.decisions, key=lambda decision: decision.day):
            ref = self.texts.refs[f"{one.target}.{one.target_key}"]
            subject = cases.find(self.crowd.tx, self.crowd.collective, ref)
            moderation.decide(
                self.crowd.tx, self.moderator, subject, one.act, one.ground, one.reason, self._noon(one.day)
            )
        for said in self.content.reports:
            subject = cases.find(
                self.crowd.tx, self.crowd.collective, self.texts.refs[f"grievance.{said.grievance}"]
            )
            words = (said.reason, said.explanation, self._noon(said.day), said.passage)
            moderation.report(self.crowd.tx, self.crowd.collective, subject, *words)


def _sealed_keys(settings: Settings) -> petitions.SealedKeys:
    private, public = key_pair()
    cost = (settings.argon2_memory_kib, settings.argon2_time)
    salt = secrets.token_bytes(16)
    key = argon2id(PASSPHRASE.encode(), salt, *cost)
    return petitions.SealedKeys(public, lock_private(private, key, salt, cost))
