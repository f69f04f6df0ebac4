"""An institution answers in its own voice: by a link, without an account, counted in nothing, changed by nobody else."""

import json

import pytest

from forum.challenges.invited import actions
from forum.challenges.invited.models import InstitutionAnswer, InstitutionLink
from forum.collectives.models import Pending
from forum.collectives.queries import Place
from forum.core.clock import at
from forum.core.crypto import sha256, unlock
from forum.core.models import Outbox
from forum.core.viewer import Viewer
from forum.identity.staff.models import StaffLog
from forum.maintenance.actions import keep_house
from forum.registers.models import Institution
from forum.texts.models import Document, Evidence, Version
from tests import rows
from tests.browser_lite import Browser, Page, words
from tests.challenges.world import argument, challenge, hide, mechanism, of_ref
from tests.moderation.sample import HERE as MODERATION
from tests.moderation.sample import hide as moderate
from tests.world import World

URL = "/c/lorne/contestations"
BODY = "La direction a lu votre contestation. La consigne est de **maintenir** les visites."


@pytest.fixture
def ref(world: World) -> str:
    with world.house.db.write() as tx:
        rows.institution(tx, world.collective)
    return challenge(world, mechanism(world))


def office(world: World) -> Institution:
    found: Institution = world.rows(Institution)[0]
    return found


def invite(world: World, ref: str, email: str = "") -> str:
    """The path that the link opens."""
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{ref}/institutions")
    page = browser.send("Faire le lien", institution=office(world).ref, email=email)
    assert page.status == 200, page.words
    return "/institution/" + words(page.one("code")).rpartition("/")[2]


def answer(world: World, link: str, body: str = BODY, **typed: str) -> Page:
    browser = world.browser()
    browser.get(link)
    return browser.send("Envoyer la réponse", body=body, **typed)


def shown(world: World, ref: str, viewer: Viewer | None = None) -> str:
    page = world.browser(viewer).get(f"{URL}/{ref}")
    found = [e for e in page.all("article") if "office" in (e.get("class") or "")]
    return words(found[0]) if found else ""


def test_an_institution_answers_in_its_own_voice(world: World, ref: str) -> None:
    argument(world, ref)
    link = invite(world, ref)
    page = world.browser().get(link)
    assert "Compter fait disparaître" in page.words
    assert "Nous refusons qu’une visite" in page.words
    before = {table: len(world.rows(table)) for table in (Document, Pending, InstitutionAnswer)}
    world.clock.forward(2 * 86_400)
    page = answer(world, link, source_label="Note de service", source_url="https://exemple.fr/note")
    assert (page.status, page.url.partition("#")[0]) == (200, link)
    assert "C’est reçu. Votre réponse paraîtra" in page.words
    assert (before[Document], shown(world, ref)) == (len(world.rows(Document)), "")
    assert world.slot() == 1
    told = shown(world, ref)
    for said in ("maintenir", "institution", "Conseil départemental de la Lorne", "Note de service"):
        assert said in told, said
    assert (
        "Écrit au nom de « Conseil départemental de la Lorne », par le lien que le collectif lui a donné le 2 mars 2026"
        in told
    )
    document = world.rows(Document, Document.kind == "answer")[0]
    assert (document.college, document.voice) == ("institution", "Conseil départemental de la Lorne")
    assert "arguments : 0 pour, 1 contre" in world.browser().get(URL).words
    assert "0 pour, 1 contre" in world.browser().get(f"{URL}/{ref}").words
    assert "Votre réponse est publique" in world.browser().get(link).words


def test_the_link_is_shown_once_and_its_hash_alone_is_kept(world: World, ref: str) -> None:
    link = invite(world, ref)
    code = link.rpartition("/")[2]
    assert code not in world.browser(world.olga).get(f"{URL}/{ref}/institutions").text
    (row,) = world.rows(InstitutionLink)
    assert row.code_hash == sha256(code)
    assert (row.until - row.asked).days == 60
    assert [(r.staff_name, r.action, r.subject) for r in world.rows(StaffLog)] == [
        ("Olga", "institution.invited", "Conseil départemental de la Lorne")
    ]
    assert world.rows(Outbox) == []


def test_a_mail_takes_the_link_and_its_address_is_nowhere_else(world: World, ref: str) -> None:
    link = invite(world, ref, "courrier@lorne.example")
    (row,) = world.rows(Outbox)
    assert b"courrier@lorne" not in row.sealed
    mail = json.loads(unlock(world.house.keys.mail, row.sealed))
    assert mail["to"] == "courrier@lorne.example"
    assert link in mail["body"]
    assert "Compter fait disparaître" in mail["body"]
    kept = [str(r.model_dump()) for t in (InstitutionLink, StaffLog, Institution) for r in world.rows(t)]
    assert "courrier@lorne" not in "".join(kept)


def test_whatever_opens_nothing_says_one_thing(world: World, ref: str) -> None:
    """Unknown, withdrawn, replaced by another, past: nobody learns which."""
    said = set()
    replaced, withdrawn = invite(world, ref), invite(world, ref)
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{ref}/institutions")
    assert browser.send("Retirer ce lien").status == 200
    assert "Aucun." in browser.page.words
    past = invite(world, ref)
    filled = world.browser()
    filled.get(past)
    world.clock.now = at("2026-05-02T09:00")
    assert world.browser().get(past).status == 409
    assert filled.send("Envoyer la réponse", body=BODY).status == 409
    for link in ("/institution/inconnu", replaced, withdrawn, past):
        page = world.browser().get(link)
        said.add((page.status, page.words))
        assert world.browser().post(link, {"body": BODY}).status in (403, 409)
    assert len(said) == 1
    assert "n’est pas, ou n’est plus, valable" in said.pop()[1]
    assert world.rows(Pending) == []
    keep_house(world.house)
    assert world.rows(InstitutionLink) == []


def test_looking_changes_nothing(world: World, ref: str) -> None:
    link = invite(world, ref)
    kept = [r.model_dump() for r in world.rows(InstitutionLink)]
    for _ in range(2):
        assert world.browser().get(link).status == 200
    assert [r.model_dump() for r in world.rows(InstitutionLink)] == kept
    assert world.rows(Pending) == world.rows(InstitutionAnswer) == []


def test_it_is_corrected_by_the_same_link_as_a_new_version(world: World, ref: str) -> None:
    link = invite(world, ref)
    answer(world, link, source_label="Note de service")
    answer(world, link, "Envoyé deux fois : c’est la dernière qui compte.", source_label="Note de service")
    assert len(world.rows(Pending)) == 1
    world.slot()
    browser = world.browser()
    page = browser.get(link)
    assert "c’est la dernière" in (page.one("textarea", name="body").text or "")
    assert page.one("input", name="source_label").get("value") == "Note de service"
    browser.send("Envoyer la réponse", body="Corrigé.", source_label="Autre note")
    world.slot()
    told = shown(world, ref)
    assert "Corrigé." in told
    assert "2 versions" in told
    assert ("Autre note" in told, "Note de service" in told) == (True, False)
    assert [v.number for v in world.rows(Version) if v.fields.get("body") in ("Corrigé.",)] == [2]
    document = world.rows(Document, Document.kind == "answer")[0]
    page = world.browser().get(f"/c/lorne/textes/{document.ref}/versions")
    assert "c’est la dernière" in page.words
    again = invite(world, ref)  # a link that was lost: the next one speaks for the same institution
    assert "Corrigé." in (world.browser().get(again).one("textarea", name="body").text or "")
    answer(world, again, "Encore.")
    world.slot()
    assert len(world.rows(InstitutionAnswer)) == 1
    assert "3 versions" in shown(world, ref)


def test_nobody_of_the_team_changes_it(world: World, ref: str) -> None:
    link = invite(world, ref)
    answer(world, link)
    world.slot()
    text = world.rows(Document, Document.kind == "answer")[0].ref
    for who in (world.olga, world.maud):
        assert world.browser(who).get(link).status == 403
        assert world.act(who, link, body="À leur place.") == 403
        assert world.act(who, f"/c/lorne/textes/{text}/amendements/nouveau", reason="x", base="1") in (
            409,
            422,
        )
        restored = f"/c/lorne/textes/{text}/versions/1/restauration"
        assert world.act(who, restored, seen="1", reason="x") in (403, 409)
    page = world.browser(world.alice).get(f"/c/lorne/textes/{text}/amendements/nouveau")
    assert "personne d’autre qu’elle ne change ses mots" in page.words
    assert world.rows(Document, Document.kind == "answer")[0].number == 1


def test_what_the_guard_sees_is_read_by_a_moderator_first(world: World, ref: str) -> None:
    link, browser = invite(world, ref), world.browser()
    browser.get(link)
    page = browser.send("Envoyer la réponse", body="Appelez le 06 12 34 56 78.")
    assert (page.status, "06 12 34 56 78" in page.text) == (422, True)
    page = browser.send("Garder tel quel")
    assert "modération relit d’abord" in page.words
    assert world.slot() == 0
    (held,) = world.rows(Pending)
    queue = world.browser(world.maud).get(MODERATION)
    assert "réponse d’une institution" in queue.words
    page = world.browser(world.maud).get(f"{MODERATION}/attente/{held.ref}")
    assert "Conseil départemental de la Lorne" in page.words
    moderator = world.browser(world.maud)
    moderator.get(f"{MODERATION}/attente/{held.ref}")
    decide(moderator, "refuse")
    page = world.browser().get(link)
    assert "n’a pas publié ce que vous aviez envoyé" in page.words
    assert "Un numéro" in page.words


def decide(browser: Browser, verdict: str) -> None:
    form = {
        "verdict": verdict,
        "ground": "Article 2 de la charte",
        "reason": "Un numéro de téléphone y est donné.",
    }
    mark = browser.page.all("input", name="_csrf")[0].get("value", "")
    page = browser.post(f"{browser.page.url}/decision", {**form, "_csrf": mark}, origin="http://testserver")
    assert page.status == 200, page.words


def test_it_is_hidden_and_restored_like_the_rest(world: World, ref: str) -> None:
    link = invite(world, ref)
    answer(world, link)
    world.slot()
    text = world.rows(Document, Document.kind == "answer")[0].ref
    assert world.browser().get(f"/c/lorne/moderation/signalements/nouveau?objet={text}").status == 200
    moderate(world, text)
    assert shown(world, ref) == ""
    assert "La modération a masqué votre réponse" in world.browser().get(link).words
    page = answer(world, link, "Encore.")
    assert page.status == 409
    hide(world, text, False)
    assert "maintenir" in shown(world, ref)
    hide(world, ref)
    assert world.browser().get(link).status == 410


def test_the_link_into_a_circle_shows_that_challenge_and_nothing_else(world: World) -> None:
    secret = world.other_collective("secret", reading="members")
    ref = challenge(world, mechanism(world, collective=secret), collective=secret)
    with world.house.db.write() as tx:
        made, about = rows.institution(tx, secret), of_ref(tx, ref)
        place = Place(secret, world.olga, "", frozenset({"organiser"}))
        code = actions.invite(tx, place, about, made, world.clock())
    link = f"/institution/{code}"
    assert "Compter fait disparaître" in world.browser().get(link).words
    for url in ("/c/secret", f"/c/secret/contestations/{about.ref}"):
        assert world.browser().get(url).status == 404
    answer(world, link)
    assert world.slot() == 1
    page = world.browser().get(link)
    assert not [a for a in page.all("a") if "/contestations/" in (a.get("href") or "")]


def test_search_finds_a_challenge_by_what_an_institution_answers(world: World, ref: str) -> None:
    answer(world, invite(world, ref), "Le mot rare est zigomatique.")
    world.slot()
    assert "Compter fait disparaître" in world.browser().get(f"{URL}?q=zigomatique").words


def test_only_whoever_organises_invites(world: World, ref: str) -> None:
    for who, status in ((None, 401), (world.alice, 403), (world.maud, 403), (world.charlie, 403)):
        assert world.browser(who).get(f"{URL}/{ref}/institutions").status == status
        assert "Inviter une institution" not in world.browser(who).get(f"{URL}/{ref}").words
    assert world.act(world.alice, f"{URL}/{ref}/institutions", institution=office(world).ref) == 403
    for wrong in (
        {"institution": ""},
        {"institution": "inconnue"},
        {"institution": office(world).ref, "email": "x"},
    ):
        assert world.act(world.olga, f"{URL}/{ref}/institutions", **wrong) == 422
    assert world.rows(InstitutionLink) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [("x" * 100_000, "8000 signes"), ("abc\u202edef", "signes invisibles"), ("", "nécessaire")],
)
def test_a_refused_answer_comes_back(world: World, ref: str, body: str, said: str) -> None:
    page = answer(world, invite(world, ref), body)
    assert page.status == 422
    assert said in page.error("body")
    assert (page.one("textarea", name="body").text or "") == body
    assert world.rows(Pending) == []


def test_arabic_and_combining_signs_are_kept(world: World, ref: str) -> None:
    answer(world, invite(world, ref), "تم الحفاظ على الزيارات. " + "a" + "\u0302" * 60)
    world.slot()
    assert "تم الحفاظ" in shown(world, ref)


def test_it_leads_to_nobody_and_to_no_other_thread(world: World, ref: str) -> None:
    """The same link's key in another challenge would be another: what is kept is of this thread alone."""
    answer(world, invite(world, ref))
    world.slot()
    other = challenge(world, mechanism(world, "Autre"), "Autre")
    answer(world, invite(world, other), "Autre réponse.")
    world.slot()
    one, two = world.rows(Document, Document.kind == "answer")
    assert {one.nul, one.box} & {two.nul, two.box} == set()
    assert world.rows(Evidence) == []


def test_what_a_lost_link_sent_is_not_published_once_the_link_is_replaced(world: World, ref: str) -> None:
    """Whoever found it had written; the institution writes by the new one, in the same slot, whatever the draw."""
    lost = invite(world, ref)
    answer(world, lost, "Nous mentons depuis dix ans.")
    good = invite(world, ref)
    assert world.rows(Pending, Pending.kind == "answer") == []
    answer(world, good, "Voici notre réponse.")
    world.slot()
    assert "Voici notre réponse." in shown(world, ref)
    assert "dix ans" not in world.browser().get(f"{URL}/{ref}").words


@pytest.mark.parametrize("held", [False, True])
def test_what_a_link_sent_goes_with_it_when_it_is_withdrawn(world: World, ref: str, held: bool) -> None:
    link = invite(world, ref)
    answer(world, link, "Nous mentons depuis dix ans.")
    if held:
        with world.house.db.write() as tx:
            tx.get_one(Pending, world.rows(Pending)[0].id).state = "held"
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{ref}/institutions")
    browser.send("Retirer ce lien")
    world.slot()
    assert world.rows(Pending) == []
    assert world.rows(InstitutionAnswer) == []


def test_an_answer_whose_link_went_in_between_is_refused_at_the_slot(world: World, ref: str) -> None:
    """As when both commit at once: the words are there, the link is not."""
    answer(world, invite(world, ref))
    with world.house.db.write() as tx:
        tx.delete(tx.get_one(InstitutionLink, world.rows(InstitutionLink)[0].code_hash))
    world.slot()
    assert world.rows(InstitutionAnswer) == []
    assert [row.state for row in world.rows(Pending)] == ["failed"]


def test_what_waits_is_shown_to_nobody_who_holds_a_copy_of_the_link(world: World, ref: str) -> None:
    link = invite(world, ref)
    answer(world, link, "Une phrase que personne n’a encore lue.")
    page = world.browser().get(link)
    assert "C’est reçu." in page.words
    assert "personne n’a encore lue" not in page.text
    answer(world, link, "Une autre, qui la remplace.")
    world.slot()
    assert "Une autre, qui la remplace." in shown(world, ref)


def test_nobody_is_no_institution(world: World, ref: str) -> None:
    """A draft that does not know yet to whom it speaks has a name for that: it does not answer."""
    with world.house.db.write() as tx:
        tx.add(Institution(collective_id=world.collective.id, name="À préciser"))
    browser = world.browser(world.olga)
    page = browser.get(f"{URL}/{ref}/institutions")
    assert "À préciser" not in page.words
    nobody = world.rows(Institution, Institution.name == "À préciser")[0].ref
    assert browser.send("Faire le lien", institution=nobody, email="").status == 422
    assert world.rows(InstitutionLink) == []
