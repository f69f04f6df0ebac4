"""Every route by which staff change something in a collective, walked: each act leaves its line in the staff's log."""

import json
import secrets
from random import Random
from typing import Any

from sqlmodel import select

from forum.challenges.invited.models import InstitutionLink
from forum.collectives.codes import rules
from forum.collectives.codes.models import CodeBatch
from forum.collectives.models import Invitation, Pending
from forum.core.crypto import argon2id
from forum.core.viewer import Viewer
from forum.deliberation.merging.models import Merge
from forum.deliberation.models import Objection
from forum.demands.consultations.models import Consultation
from forum.demands.models import Demand
from forum.followups.models import Commitment, Delivery, Reply
from forum.http.security import csrf_token
from forum.identity.codes import make_code
from forum.identity.staff.models import StaffLog
from forum.moderation.cases.models import Case
from forum.opinion_map.conversations.models import Conversation, ConversationProposal
from forum.petitions.keyring.models import KeyHolder
from forum.petitions.keyring.queries import bunch_of
from forum.petitions.keyring.rules import opened
from forum.petitions.keyring.shares.rules import sheets
from forum.petitions.models import Petition
from forum.petitions.news.models import PetitionNews
from forum.petitions.waves.models import Wave
from forum.registers.calendar.models import InstitutionDate
from forum.registers.models import Institution, Objective
from forum.texts.actions import revise
from forum.texts.authors.links.queries import mark_of as mark_of_link
from forum.texts.authors.models import AuthorInvitation
from forum.texts.models import Amendment, Document
from forum.texts.queries import read
from forum.texts.spoken.rules import mark_of
from forum.workshops.models import Workshop
from forum.workshops.stages.rules import Sitting, Typed
from tests import rows
from tests.browser_lite import Values
from tests.demands.scene import FILLED
from tests.moderation.sample import report
from tests.petitions.paper.desk import lot
from tests.petitions.scene import PHRASE
from tests.petitions.test_team import OWN
from tests.test_every_route import POSTS
from tests.texts.test_pictures import JPEG
from tests.world import World

HOME = "/c/{slug}"
# What only members do, and what notes nobody.
MEMBERS = {
    f"{HOME}/doleances/{{ref}}/echos",
    f"{HOME}/completer/{{word}}/{{key}}",  # opens for the author alone
    f"{HOME}/ateliers/etapes/{{key}}",  # only asks: no address may say about which statement
    f"{HOME}/doleances/proches",  # only asks
    f"{HOME}/sources/{{ref}}/avis",
    f"{HOME}/textes/{{ref}}/amendements/{{amendment}}/vote/bulletins",
    f"{HOME}/textes/{{ref}}/amendements/{{amendment}}/vote",  # after two weeks: tests/deliberation/test_settling.py
    f"{HOME}/revendications/proches",
    f"{HOME}/revendications/importation/lecture",  # only reads
    f"{HOME}/contestations/{{ref}}/refus",
    f"{HOME}/revendications/{{ref}}/vote/bulletins",
    f"{HOME}/consultations/{{ref}}/reponses",
    f"{HOME}/lettre",  # a list apart, of which nobody here is told
    f"{HOME}/carte/{{ref}}/reponses",
    f"{HOME}/carte/{{ref}}/propositions",
    f"{HOME}/suites/{{code}}/engagements/{{ref}}/evaluation",
    f"{HOME}/suites/{{code}}/contestation",
    f"{HOME}/petitions/{{code}}/documents/noms/{{token}}",  # fetches what was asked for, and noted then
    f"{HOME}/petitions/{{code}}/aide/recus.pdf",  # prints what the page shows
    f"{HOME}/moderation/signalements/nouveau",
    f"{HOME}/moderation/signalements/reponse",  # only reads
    f"{HOME}/moderation/recours/{{ref}}",  # the author, by a carnet: tests/moderation/reviews
    f"{HOME}/co-ecrire/{{code}}",  # a carnet alone becomes an author: tests/texts/test_authors.py
    f"{HOME}/auteurs/{{word}}/retrait",
    f"{HOME}/textes/{{ref}}/auteurs/reprise",
    f"{HOME}/regroupements/{{ref}}/avis",
    f"{HOME}/regroupements/{{ref}}/confirmation",
    f"{HOME}/regroupements/{{ref}}/annulation/vote",
}
GROUND: dict[str, str] = {
    "ground": "Article 2",
    "reason": "On y reconnaît une famille, c’est contraire à l’article 2.",
}


class Walk:
    """Posts as a page would, and looks at what the log gained."""

    def __init__(self, world: World) -> None:
        self.world, self.walked = world, set[str]()
        self.others: dict[str, Viewer] = {}

    def do(self, who: str, path: str, wanted: str, form: Values | None = None, **parts: str) -> None:
        browser = self.world.browser(self.others.get(who) or getattr(self.world, who))
        mark = csrf_token(self.world.house, browser.client.cookies["s"])
        before = {row.id for row in self.world.rows(StaffLog)}
        url = (HOME + path).format(slug="lorne", **parts)
        page = browser.post(url, {**(form or {}), "_csrf": mark})
        assert page.status == 200, f"{url}: {page.status} {page.words[:600]}"
        new = [row for row in self.world.rows(StaffLog) if row.id not in before]
        assert [(r.staff_name, r.action) for r in new] == [(who.title(), wanted)], url
        assert new[0].subject, url
        self.walked.add(HOME + path)

    def member(self, who: str, path: str, form: Values) -> None:
        browser = self.world.browser(getattr(self.world, who))
        mark = csrf_token(self.world.house, browser.client.cookies["s"])
        page = browser.post(f"/c/lorne{path}", {**form, "_csrf": mark})
        assert page.status == 200, f"{path}: {page.words[:600]}"
        self.world.slot()

    def last(self, model: type[Any], *where: Any) -> Any:
        return self.world.rows(model, *where)[-1]


def test_whatever_staff_change_is_in_their_log(world: World) -> None:
    walk = Walk(world)
    for step in (_lists, _texts, _votes, _petitions, _followups, _moderation, _team, _merging, _leaflet):
        step(walk)
    told = {p for p in POSTS if p.startswith(f"{HOME}/")} - MEMBERS
    assert told == walk.walked


def _lists(walk: Walk) -> None:
    do = walk.do
    do("olga", "/institutions", "institution.added", {"name": "Le Département", "kind": "", "address": ""})
    ref = walk.last(Institution).ref
    do("olga", "/institutions/{ref}", "institution.edited", {"name": "Le Conseil", "address": ""}, ref=ref)
    objective = {"code": "1.2", "title": "Des visites", "source": "Contrat", "url": ""}
    do("olga", "/objectifs", "objective.added", objective)
    one = walk.last(Objective).ref
    do("olga", "/objectifs/{ref}/retrait", "objective.withdrawn", {"withdrawn": "yes"}, ref=one)
    made = {"college": "ally", "note": "assemblée", "cap": "3", "days": "3"}
    do("olga", "/invitations", "invitation.made", made)
    mark = walk.last(Invitation).code_hash.hex()
    do("olga", "/invitations/{mark}/retrait", "invitation.withdrawn", mark=mark)
    codes = rules.written(rules.batch_of("lorne", "concerned", [make_code(Random(7).randrange)]))
    do("olga", "/cartes", "codes.loaded", {"file": codes})
    do("olga", "/cartes/{ref}/retrait", "codes.withdrawn", ref=walk.last(CodeBatch).ref)
    do("olga", "/synonymes", "synonyms", {"lines": "tacot, car"})
    do("olga", "/synonymes", "synonyms", {"lines": ""})
    workshop = {
        "place": "salle de quartier",
        "theme": "Les visites",
        "day": "2026-03-20",
        "territory": "nord",
    }
    do("olga", "/ateliers", "workshop.prepared", workshop)
    table = "collège;lieu;nombre;source;date\nallié·es;;30;Insee;2024"
    do("olga", "/participation/reference", "reference.loaded", {"pasted": table})
    do("olga", "/participation/reference/retrait", "reference.withdrawn")
    _workshop(walk, walk.last(Workshop).ref)


def _workshop(walk: Walk, ref: str) -> None:
    pepper = walk.world.house.keys.pepper
    said = {"what-0": "grievance", "since-0": "mai", "college-0": "concerned", "consent-0": "aloud"}
    said |= {"mark-0": mark_of(make_code(Random(8).randrange), pepper), "territory": "nord"}
    for path, wanted in (
        ("/ateliers/parole", "statement.gathered"),
        ("/ateliers/{ref}/paroles", "workshop.gathered"),
    ):
        walk.do("olga", path, wanted, {**said, "body-0": f"On attend : {wanted}."}, ref=ref)
    _stage(walk, ref, said["mark-0"])
    cards = {"college": "concerned", "count": "2"}
    walk.do("olga", "/ateliers/{ref}/cartes.pdf", "workshop.cards", cards, ref=ref)


def _stage(walk: Walk, workshop: str, mark: str) -> None:
    """What is said of a statement afterwards is logged as the statement is, with its workshop."""
    payload = json.loads(walk.last(Pending, Pending.kind == "grievance").payload)
    held = Sitting(workshop, (Typed(payload["ref"], mark, ""),))
    answer = {
        "sitting": walk.world.alias(walk.world.olga, *held.parts()),
        "n": "0",
        "yes": "1",
        "service": "une PMI",
    }
    walk.do("olga", "/ateliers/etapes/{key}/reponse", "workshop.gathered", answer, key="service")


def _merging(walk: Walk) -> None:
    """Of two grievances of the team's own: it says yes for both sides, and undoes it."""
    pair = ("Une attente", "La même attente")
    for title in pair:
        told = {"title": title, "body": f"{title} de huit mois.", "territory": "nord", "since": "mai"}
        walk.do("olga", "/doleances", "grievance", told)
    first, second = (walk.last(Document, Document.title == title).ref for title in pair)
    said = {"other": second, "keep": "other", "reason": "C’est la même attente."}
    walk.do("olga", "/doleances/{ref}/regroupements", "merge", said, ref=first)
    why = {"reason": "Ce ne sont pas les mêmes familles."}
    walk.do("olga", "/regroupements/{ref}/annulation", "merge.undo", why, ref=walk.last(Merge).ref)
    walk.world.clock.forward(31 * 86_400)
    walk.member("charlie", f"/doleances/{second}/regroupements", {**said, "other": first})
    merge = walk.last(Merge, Merge.state == "proposed").ref
    for side in ("absorbed", "survivor"):
        answer = {"side": side, "choice": "yes"}
        walk.do("olga", "/regroupements/{ref}/reponse", "merge.answer", answer, ref=merge)
    with walk.world.house.db.write() as tx:
        office = rows.institution(tx, walk.world.collective)
        first, second = (
            rows.demand(tx, walk.world.collective, office, title, state="draft", college="staff", nul=b"").ref
            for title in pair
        )
    walk.do("olga", "/revendications/{ref}/regroupements", "merge", {**said, "other": second}, ref=first)


def _leaflet(walk: Walk) -> None:
    typed = {"text": "Nous exigeons du temps.", "keep-0": "1", "kind-0": "condition", "title-0": "Du temps"}
    walk.do("olga", "/revendications/importation", "demand", {**typed, "body-0": "Nous exigeons du temps."})


def _texts(walk: Walk) -> None:
    do = walk.do
    fact = {"body": "On attend huit mois.", "territory": "nord", "since": "mai", "title": "Huit mois"}
    do("olga", "/doleances", "grievance", fact)
    _picture(walk, walk.last(Document).ref)
    mechanism = {"kind": "rule", "title": "Le plafond", "body": "Trente visites au plus."}
    do("olga", "/mecanismes", "mechanism", mechanism)
    about = walk.last(Document, Document.kind == "mechanism").ref
    challenge = {
        "mechanism": about,
        "title": "Ce plafond",
        "body": "Il sert à qui ?",
        "refusal": "Nous refusons.",
    }
    do("olga", "/contestations", "challenge", challenge)
    ref = walk.last(Document, Document.kind == "challenge").ref
    argument = {"question": "help", "side": "against", "body": "À personne."}
    do("olga", "/contestations/{ref}/arguments", "argument", argument, ref=ref)
    said = {"body": "À ceux qui comptent."}
    about = walk.last(Document, Document.kind == "argument").ref
    do("olga", "/arguments/{ref}/refutations", "argument", said, ref=about)
    written = {"body": "On n’a trouvé personne.", "taken": about, "seen": "0"}
    place = "/contestations/{ref}/synthese/{question}"
    do("olga", place, "synthesis", written, ref=ref, question="help")
    do(
        "olga",
        place,
        "synthesis.rewritten",
        {**written, "seen": "1", "body": "Encore."},
        ref=ref,
        question="help",
    )
    office = walk.last(Institution).ref
    links = "/contestations/{ref}/institutions"
    do("olga", links, "institution.invited", {"institution": office, "email": ""}, ref=ref)
    mark = walk.last(InstitutionLink).code_hash.hex()
    do("olga", f"{links}/{{mark}}/retrait", "institution.uninvited", ref=ref, mark=mark)
    do("olga", "/revendications", "demand", {**FILLED, "institution": office})
    ref = walk.last(Document, Document.kind == "demand").ref
    do("olga", "/revendications/{ref}/destinataire", "demand.readdressed",
       {"kind": "principle", "institution": office}, ref=ref)  # fmt: skip
    change = {"body-replace-0": "Autre chose encore.", "base": "1", "reason": "C’est mieux."}
    do("olga", "/textes/{ref}/amendements/nouveau", "amendment", change, ref=ref)
    answer = {"verdict": "refused", "reason": "Non."}
    amendment = walk.last(Amendment).ref
    said = {"side": "against", "body": "C’est déjà dit."}
    do("olga", "/textes/{ref}/amendements/{amendment}/arguments", "argument", said,
       ref=ref, amendment=amendment)  # fmt: skip
    word = walk.world.alias(walk.world.olga, ref, amendment)
    do("olga", "/reponses/{word}", "amendment.decision", answer, word=word)
    with walk.world.house.db.write() as tx:
        document = tx.exec(select(Document).where(Document.ref == ref)).one()
        fields = read(tx, document).fields
        revise(tx, document, {**fields, "equity": "Personne."}, "Une voix", walk.world.clock().today)
    authors = walk.world.alias(walk.world.olga, ref)
    do("olga", "/auteurs/{word}/liens", "author.invitation", word=authors)
    mark = mark_of_link(int.from_bytes(walk.last(AuthorInvitation).code_hash, "big"))
    do("olga", "/auteurs/{word}/liens/{mark}/retrait", "author.uninvitation", word=authors, mark=mark)
    back = {"seen": "2", "reason": "C’était mieux."}
    do("olga", "/textes/{ref}/versions/{number}/restauration", "text.restoration", back, ref=ref, number="1")


def _picture(walk: Walk, ref: str) -> None:
    browser = walk.world.browser(walk.world.olga)
    browser.get(f"/c/lorne/images-a-joindre/{walk.world.alias(walk.world.olga, ref)}")
    browser.attach("Joindre l’image", "picture", JPEG, alt="Un tableau vide.")
    assert [r.action for r in walk.world.rows(StaffLog)].count("picture") == 1
    walk.walked.add(f"{HOME}/images-a-joindre/{{word}}")


def _votes(walk: Walk) -> None:
    ref = walk.last(Document, Document.kind == "demand").ref
    opening = {"version": "3", "quorum": "1", "threshold": "50", "closes": "2026-03-30"}
    walk.do("olga", "/revendications/{ref}/vote", "vote.opened", opening, ref=ref)
    from forum.deliberation.ballot_jobs import close_ballots
    from forum.deliberation.models import Ballot

    ballot = walk.last(Ballot).ref
    path = f"/revendications/{ref}/vote/bulletins"
    walk.member(
        "alice", path, {"ballot": ballot, "version": "3", "choice": "objection", "reason": "Trop tard."}
    )
    walk.do("olga", "/revendications/{ref}/vote/fermeture", "vote.closed", {"why": "Tout est dit."}, ref=ref)
    walk.world.slot()
    close_ballots(walk.world.house)
    objection = walk.last(Objection).ref
    walk.do("olga", "/revendications/{ref}/vote/objections/{objection}/reponse", "objection.answered",
            {"answer": "Nous y veillerons."}, ref=ref, objection=objection)  # fmt: skip
    with walk.world.house.db.write() as tx:
        tx.get_one(Demand, walk.last(Document, Document.kind == "demand").id).state = "shared"
    cahier = {"title": "Cahier", "introduction": "Voici.", f"rank-{ref}": "1"}
    walk.do("olga", "/cahiers", "platform.published", cahier)
    _consultation(walk, ref)
    _lot(walk)
    _map(walk, ref)


def _lot(walk: Walk) -> None:
    from forum.deliberation.draws.models import Lot

    listed = {"title": "Qui parle", "upto": "9", "source": "Le Loto de samedi.", "due": "2026-06-28"}
    walk.do("olga", "/tirages", "lot.frozen", listed)
    lot = walk.last(Lot)
    with walk.world.house.db.write() as tx:
        tx.get_one(Lot, lot.id).due = walk.world.clock().today
    walk.do("olga", "/tirages/{ref}/graine", "lot.drawn", {"seed": "3 12 25"}, ref=lot.ref)


def _map(walk: Walk, ref: str) -> None:
    asking = {"title": "Quoi ?", "question": "Comment ?", "phrases": "Une.\nDeux.", "keep_days": "30"}
    asking |= {"closes": "2026-03-30"}
    walk.do("olga", "/carte", "conversation.opened", {**asking, "demands": [ref]})
    made = walk.last(Conversation).ref
    for phrase, act, wanted in (
        ("Oui aux jeux.", "accord", "phrase.accepted"),
        ("Non.", "refus", "phrase.refused"),
    ):
        walk.member("bob", f"/carte/{made}/propositions", {"proposed": phrase})
        one = walk.last(ConversationProposal, ConversationProposal.state == "proposed").ref
        path = f"/carte/{{ref}}/propositions/{{one}}/{act}"
        walk.do("olga", path, wanted, {"why": "Deux idées à la fois."}, ref=made, one=one)
    walk.do("olga", "/carte/{ref}/fermeture", "conversation.closed", {"why": "Tout est dit."}, ref=made)


def _consultation(walk: Walk, ref: str) -> None:
    with walk.world.house.db.write() as tx:
        other = rows.demand(
            tx, walk.world.collective, rows.institution(tx, walk.world.collective), "Autre"
        ).ref
    asking = {"title": "Quoi ?", "question": "Que porter ?", "way": "grades", "quorum": "20"}
    asking |= {"closes": "2026-03-30"}
    walk.do("olga", "/consultations", "consultation.opened", {**asking, "demands": [ref, other]})
    made = walk.last(Consultation).ref
    why = {"why": "Tout est dit."}
    walk.do("olga", "/consultations/{ref}/fermeture", "consultation.closed", why, ref=made)
    with walk.world.house.db.write() as tx:
        empty = {"picks": [], "plain": [], "unheard": {"shares": {}, "plain": {}}, "options": []}
        colleges = {key: {"reached": False} for key in ("professional", "concerned", "ally")}
        tx.get_one(Consultation, walk.last(Consultation).id).result = {**empty, "colleges": colleges}
    cahier = {"title": "Un autre cahier", f"rank-{ref}": "1", "reason": "Le temps presse."}
    walk.do("olga", "/consultations/{ref}/cahier", "platform.published", cahier, ref=made)


def _petitions(walk: Walk) -> None:
    dates = {"opens": walk.world.clock().today.isoformat(), "closes": "2026-05-02"}
    form = {**OWN, **dates}
    base = "/petitions/{code}"
    walk.do("olga", "/petitions", "petition.create", form)
    code = walk.last(Petition).code
    walk.do("olga", f"{base}/texte", "petition.rewrite", form, code=code)
    walk.do("olga", f"{base}/suppression", "petition.delete", code=code)
    walk.do("olga", "/petitions", "petition.create", form)
    code = walk.last(Petition).code
    walk.do("olga", f"{base}/ouverture", "petition.open", code=code)
    walk.do("olga", f"{base}/errata", "petition.erratum", {"text": "Une faute."}, code=code)
    walk.do("olga", "/employeurs", "employer.add", {"domain": "chu-exemple.fr"})
    walk.do("olga", "/employeurs/{domain}/retrait", "employer.remove", domain="chu-exemple.fr")
    walk.do("olga", f"{base}/nouvelles", "petition.news", {"title": "Reçus", "body": "Hier."}, code=code)
    ref = walk.last(PetitionNews).ref
    walk.do("olga", f"{base}/nouvelles/{{ref}}/retrait", "petition.news_back", code=code, ref=ref)
    walk.do("olga", f"{base}/voie", "petition.path", {"key": "cese", "electors": "", "url": ""}, code=code)
    _paper(walk, code)
    _key(walk, f"{base}/cle", code)
    for way, act in (("acceptation", "wave.pass"), ("ecart", "wave.end")):
        with walk.world.house.db.write() as tx:
            (held,) = [p for p in tx.exec(select(Petition)).all() if p.code == code]
            wave = Wave(petition_id=held.id, tier="email", reason="host", n=20, day=walk.world.clock().today)
            tx.add(wave)
            ref = wave.ref
        walk.do("olga", f"{base}/afflux/{{ref}}/{way}", act, code=code, ref=ref)
    walk.do("olga", f"{base}/fermeture", "petition.close", code=code)
    walk.do("olga", f"{base}/signataires", "petition.export", {"_passphrase": PHRASE}, code=code)
    asked = {"_passphrase": PHRASE, "what": "liste"}
    walk.do("olga", f"{base}/documents/noms", "petition.export", asked, code=code)
    walk.do("olga", f"{base}/parcours/reprise", "petition.adopt", code=code)
    walk.do("olga", f"{base}/parcours/effacement", "petition.keep", {"kept_days": "20"}, code=code)


def _paper(walk: Walk, code: str) -> None:
    base = "/petitions/{code}/papier"
    vouched = {"name": "Rose Geai", "quality": "ally", "consent": "hand", "seed": "x" * 40}
    walk.do("olga", "/petitions/{code}/aide", "signature.vouched", vouched, code=code)
    walk.do("olga", f"{base}/feuilles", "sheets.printed", {"sheets": "1", "lines": "10"}, code=code)
    typed = {"collected": "desk", "name-1": "Rose Geai"}
    with lot(drawn=True):
        walk.do("olga", f"{base}/{{number}}/saisie", "sheet.entered", typed, code=code, number="1")
    walk.world.clock.forward(2 * 24 * 3600)
    typed = {"name-1": "Rose Jay"}
    walk.do("olga", f"{base}/{{number}}/ressaisie", "sheet.again", typed, code=code, number="1")
    walk.do("olga", f"{base}/{{number}}/accord", "sheet.settled", typed, code=code, number="1")
    walk.do(
        "olga",
        f"{base}/{{number}}/annulation",
        "sheet.void",
        {"reason": "paper", "sure": "1"},
        code=code,
        number="1",
    )


def _key(walk: Walk, base: str, code: str) -> None:
    """Olga prints it and comes back with two sheets; Nina asks, is let in, and is sent away."""
    world = walk.world
    walk.do("olga", f"{base}/feuilles", "petition.key.printed", {"_passphrase": PHRASE}, code=code)
    made = sheets(_private(world, code), code, 1, secrets.token_bytes)
    typed = {
        name: " ".join(word for line in made[n] for word in line)
        for n, name in ((1, "sheet_one"), (2, "sheet_two"))
    }
    again = {"_passphrase": PHRASE, "_passphrase_again": PHRASE}
    walk.do("olga", f"{base}/reprise", "petition.key.recovered", {**typed, **again}, code=code)
    with world.house.db.write() as tx:
        walk.others["nina"] = world._staff(tx, "Nina", "organiser")
    walk.do("nina", f"{base}/demandes", "petition.key.asked", again, code=code)
    ref = walk.last(KeyHolder, KeyHolder.name == "Nina").ref
    phrase = {"_passphrase": PHRASE}
    walk.do("olga", f"{base}/demandes/{{ref}}/accord", "petition.key.shared", phrase, code=code, ref=ref)
    walk.do("olga", f"{base}/personnes/{{ref}}/retrait", "petition.key.removed", phrase, code=code, ref=ref)
    walk.do("olga", f"{base}/changement", "petition.key.changed", {**phrase, "number": "1"}, code=code)


def _private(world: World, code: str) -> bytes:
    with world.house.db.read() as tx:
        bunch = bunch_of(tx, tx.exec(select(Petition.id).where(Petition.code == code)).one())
    found = {(salt, cost): argon2id(PHRASE.encode(), salt, *cost) for salt, cost in bunch.locks()}
    return opened(bunch, found).privates[1]


def _followups(walk: Walk) -> None:
    code, today = walk.last(Petition).code, walk.world.clock().today.isoformat()
    base = "/suites/{code}"
    handed = {"day": today, "recipient": "La préfète", "how": ""}
    walk.do("olga", f"{base}/remise", "delivery.recorded", handed, code=code)
    delivery = walk.last(Delivery).ref
    walk.do("olga", f"{base}/relances", "reminder.recorded", handed, code=code)
    said = {"delivery": delivery, "day": today, "label": "commitment", "text": "Oui.", "source": "Courrier"}
    walk.do("olga", f"{base}/reponse", "reply.recorded", said, code=code)
    promise = {
        "reply": walk.last(Reply).ref,
        "owner": "La préfète",
        "what": "Deux postes",
        "due": "2026-09-01",
    }
    walk.do("olga", f"{base}/engagements", "commitment.recorded",
            {**promise, "evidence": "Les postes", "source": "Courrier"}, code=code)  # fmt: skip
    agreed = {"delivery": delivery, "agreed": "2026-04-01", "source": "Courrier"}
    walk.do("olga", f"{base}/delai", "delivery.agreed", agreed, code=code)
    done = {"author": "organiser", "day": today, "said": "Les postes sont pourvus.", "source": "Courrier"}
    ref = walk.last(Commitment).ref
    walk.do("olga", f"{base}/engagements/{{ref}}/fait", "claim.recorded", done, code=code, ref=ref)
    office, days = walk.last(Institution).ref, "/suites/institutions/{ref}/dates"
    one = {"kind": "budget", "title": "Le budget", "day": "2026-06-01", "due": "", "source": ""}
    walk.do("olga", days, "institution.dated", one, ref=office)
    table = {"table": "genre;intitule;jour;limite;source\nconseil;La séance;2026-06-20;;\n"}
    walk.do("olga", f"{days}/tableau", "institution.dated", table, ref=office)
    row = walk.last(InstitutionDate).ref
    walk.do("olga", f"{days}/{{date_ref}}/retrait", "institution.undated", ref=office, date_ref=row)
    over = {"act": "settle", "reason": "Les postes sont pourvus.", "sure": "1"}
    walk.do("olga", "/petitions/{code}/parcours/fin", "petition.settle", over, code=code)


def _cases(walk: Walk, ref: str) -> None:
    """Taken and handed on; of another text, a moderator who stands aside."""
    with walk.world.house.db.write() as tx:
        walk.others["nora"] = walk.world._staff(tx, "Nora", "moderator")
    others = []
    for title in ("Encore une", "Et une autre"):
        fact = {"body": f"{title}, avec sa suite.", "territory": "nord", "since": "mai", "title": title}
        walk.member("alice", "/doleances", fact)
        others.append(walk.last(Document, Document.title == title).ref)
    for one in (ref, *others):
        report(walk.world, one)
    second = others[0]
    mine, theirs, third = (walk.last(Case, Case.subject == one).ref for one in (ref, *others))
    case = "/moderation/dossiers/{ref}"
    walk.do("maud", f"{case}/prise", "case.taken", ref=mine)
    to = {"to": str(walk.others["nora"].staff_id), "note": "Je pars en congé."}
    walk.do("maud", f"{case}/relais", "case.handed", to, ref=mine)
    away = {**GROUND, "facts": "Ce qui est en cause."}
    walk.do("maud", "/moderation/objets/{ref}/suppression", "case.proposed", away, ref=second)
    walk.do("nora", f"{case}/suppression/refus", "case.declined", {"why": GROUND["reason"]}, ref=theirs)
    walk.do("maud", "/moderation/objets/{ref}/suppression", "case.proposed", away, ref=second)
    walk.do("nora", f"{case}/suppression", "moderation.remove", ref=theirs)
    walk.do("maud", f"{case}/retrait", "case.aside", ref=third)
    _review(walk)


def _review(walk: Walk) -> None:
    """Nora reviews what Maud decided, and its author contests."""
    fact = {"body": "À revoir, avec sa suite.", "territory": "nord", "since": "mai", "title": "À revoir"}
    walk.member("alice", "/doleances", fact)
    ref = walk.last(Document, Document.title == "À revoir").ref
    said = {**GROUND, "measure": "hide"}
    walk.do("maud", "/moderation/objets/{ref}/decisions", "moderation.hide", said, ref=ref)
    own = walk.last(Case, Case.subject == ref).ref
    walk.member("alice", f"/moderation/recours/{own}", {"reason": "Ce détail ne désigne personne."})
    walk.do("nora", "/moderation/dossiers/{ref}/revue/prise", "case.review", ref=own)
    answer = {**GROUND, "outcome": "uphold"}
    walk.do("nora", "/moderation/dossiers/{ref}/revue", "case.upheld", answer, ref=own)


def _moderation(walk: Walk) -> None:
    fact = {"body": "Autre chose.", "territory": "nord", "since": "mai", "title": "Autre"}
    walk.member("alice", "/doleances", fact)
    ref = walk.last(Document, Document.title == "Autre").ref
    base = "/moderation/objets/{ref}"
    _cases(walk, ref)
    walk.do("maud", f"{base}/decisions", "moderation.hide", {**GROUND, "measure": "hide"}, ref=ref)
    day = {"until": "2026-06-01"}
    walk.do("maud", f"{base}/suspension", "moderation.suspend", {**GROUND, **day}, ref=ref)
    held = {**fact, "body": "Mon numéro : 06 12 34 56 78.", "relaxed": "1"}
    browser = walk.world.browser(walk.world.bob)
    mark = csrf_token(walk.world.house, browser.client.cookies["s"])
    assert browser.post("/c/lorne/doleances", {**held, "_csrf": mark}).status == 200
    pending = walk.last(Pending, Pending.state == "held").ref
    verdict = {**GROUND, "verdict": "refuse"}
    walk.do("maud", "/moderation/attente/{ref}/decision", "moderation.refuse", verdict, ref=pending)


def _team(walk: Walk) -> None:
    nina = {"email": "nina@example.org", "name": "Nina", "role": "facilitator"}
    walk.do("olga", "/equipe", "role.given.facilitator", nina)
    from forum.identity.staff.models import Staff

    person = str(walk.last(Staff, Staff.name == "Nina").id)
    walk.do(
        "olga", "/equipe/{person}/{role}/retrait", "role.taken.facilitator", person=person, role="facilitator"
    )
    browser = walk.world.browser(walk.world.olga)
    browser.get("/c/lorne/reglages")
    before = len(walk.world.rows(StaffLog))
    assert browser.send("Enregistrer", purpose="Autre chose.").status == 200
    assert len(walk.world.rows(StaffLog)) == before + 1
    walk.walked.add(f"{HOME}/reglages")


def test_what_no_log_says_is_not_written(world: World) -> None:
    """The watch that stands over all the other tests sees, and stops."""
    import pytest

    from tests.answerable import Unanswered

    with pytest.raises(Unanswered), world.house.db.write() as tx:
        tx.info["viewer"] = world.olga
        rows.institution(tx, world.collective)
    assert world.rows(Institution) == []
