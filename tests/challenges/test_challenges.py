"""The room Contester, by three people without JavaScript: challenge, argue, refuse together, amend."""

from urllib.parse import quote

import pytest

from forum.challenges.models import Challenge, Refusal
from forum.collectives.models import Pending
from forum.registers.models import Mechanism
from forum.texts.models import Document, Link
from tests.challenges.world import argument, challenge, grievance, hide, mechanism
from tests.queries import cost
from tests.texts.amending import FIRST, amend
from tests.world import World

URL = "/c/lorne/contestations"
REFUSAL = "Nous refusons qu’une visite soit traitée comme une perte."
GIVEN = {
    "title": "Compter fait disparaître",
    "body": "Le tableau ne voit pas les visites.",
    "refusal": REFUSAL,
}
NEW = {"new_title": "Le tableau mensuel", "new_kind": "indicator", "new_body": "Une pesée y vaut une visite."}


def contest(world: World, who: object, **typed: str | list[str]) -> int:
    browser = world.browser(who)  # type: ignore[arg-type]
    browser.get(f"{URL}/nouvelle")
    return browser.send("Envoyer", **{**GIVEN, **typed}).status


def refuse(world: World, who: object, ref: str) -> str:
    browser = world.browser(who)  # type: ignore[arg-type]
    browser.get(f"{URL}/{ref}")
    return browser.send("Je refuse aussi").words


def test_a_challenge_names_its_mechanism_in_one_act(world: World) -> None:
    seen = grievance(world)
    assert contest(world, world.alice, **NEW, grievances=[seen]) == 200
    assert len(world.rows(Pending)) == 1
    assert world.rows(Document, Document.kind != "grievance") == []
    assert world.slot() == 1
    reader = world.browser()
    assert "Le tableau mensuel" in reader.get(URL).words
    page = reader.follow("Compter fait disparaître")
    assert REFUSAL in page.words
    assert "Une pesée y vaut" in reader.follow("Le tableau mensuel").words
    assert "Compter fait disparaître" in reader.page.words
    assert "Compter fait disparaître" in reader.get(f"/c/lorne/doleances/{seen}").words
    voices = {d.voice for d in world.rows(Document, Document.kind != "grievance")}
    assert len(voices) == 1  # one person, one discussion, one voice


def test_the_author_of_both_answers_for_both(world: World) -> None:
    contest(world, world.alice, **NEW)
    world.slot()
    for document in world.rows(Document):
        browser = world.browser(world.bob)
        amend(browser, document.ref, {FIRST: "Un texte plus juste."}, "Pour être exact.")
    world.slot()
    for document in world.rows(Document):
        browser = world.browser(world.alice)
        path = "mecanismes" if document.kind == "mechanism" else "contestations"
        browser.get(f"/c/lorne/{path}/{document.ref}")
        browser.follow("Pour être exact")
        browser.send("Répondre", verdict="accepted", reason="D’accord.")
    world.slot()
    assert {d.number for d in world.rows(Document)} == {2}
    assert (
        "Un texte plus juste"
        in world.browser().get(f"{URL}/{world.rows(Document, Document.kind == 'challenge')[0].ref}").words
    )


def test_a_challenge_targets_a_mechanism_of_the_list(world: World) -> None:
    ref = mechanism(world)
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/mecanismes/{ref}")
    browser.follow("Contester ce mécanisme")
    browser.send("Envoyer", **GIVEN)
    world.slot()
    assert len(world.rows(Mechanism)) == 1
    assert "Compter fait disparaître" in world.browser().get(f"/c/lorne/mecanismes/{ref}").words


def test_sending_twice_is_sending_once(world: World) -> None:
    for _ in range(2):
        contest(world, world.alice, **NEW)
    assert len(world.rows(Pending)) == 1
    world.slot()
    contest(world, world.alice, **NEW)
    world.slot()
    assert len(world.rows(Challenge)) == len(world.rows(Mechanism)) == 1


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "mechanism", "nommez-le plus bas"),
        ({"mechanism": "inconnu0000"}, "mechanism", "plus dans la liste"),
        ({"new_title": "Un nom"}, "new_kind", "nécessaire"),
        ({"new_title": "Un nom"}, "new_body", "nécessaire"),
        ({**NEW, "new_kind": "complot"}, "new_kind", "réponses proposées"),
        ({**NEW, "title": ""}, "title", "nécessaire"),
        ({**NEW, "body": "x" * 4001}, "body", "trop long"),
        ({**NEW, "refusal": ""}, "refusal", "nécessaire"),
        ({**NEW, "refusal": "a\u202eb"}, "refusal", "signes invisibles"),
        ({**NEW, "source_url": "javascript:alert(1)"}, "source_url", "adresse complète"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_lost(
    world: World, typed: dict[str, str], field: str, said: str
) -> None:
    browser = world.browser(world.bob)
    browser.get(f"{URL}/nouvelle")
    page = browser.send("Envoyer", **{**GIVEN, **typed})
    assert page.status == 422
    assert said in page.error(field)
    assert page.one("input", name="title").get("value") == typed.get("title", GIVEN["title"])
    assert world.rows(Pending) == []


def test_both_a_chosen_and_a_new_mechanism_is_a_question_to_answer(world: World) -> None:
    browser = world.browser(world.bob)
    ref = mechanism(world)
    browser.get(f"{URL}/nouvelle")
    page = browser.send("Envoyer", **GIVEN, **NEW, mechanism=ref)
    assert "pas les deux" in page.error("mechanism")
    assert page.one("input", name="new_title").get("value") == NEW["new_title"]


def test_what_is_elsewhere_or_hidden_cannot_be_named(world: World) -> None:
    other = world.other_collective("autre")
    good, hidden = mechanism(world), mechanism(world, "Masqué")
    seen, unseen = grievance(world), grievance(world, "Masquée.")
    far, far_seen = mechanism(world, collective=other), grievance(world, "Loin.", collective=other)
    hide(world, hidden)
    hide(world, unseen)
    wrong = [(far, [seen]), (hidden, [seen]), (good, [far_seen]), (good, [seen, unseen]), (good, [good])]
    for target, grievances in wrong:
        assert contest(world, world.alice, mechanism=target, grievances=grievances) == 422
    assert world.rows(Pending) == []
    assert contest(world, world.alice, mechanism=good, grievances=[seen]) == 200


def test_a_mechanism_hidden_meanwhile_sends_the_challenge_back(world: World) -> None:
    ref = mechanism(world)
    contest(world, world.alice, mechanism=ref)
    hide(world, ref)
    assert world.slot() == 0
    assert [row.state for row in world.rows(Pending)] == ["failed"]
    assert "n’est plus visible" in world.browser(world.alice).get("/carnet").words
    assert world.rows(Challenge) == []


def test_the_guard_refuses_and_keeps_all_that_was_typed(world: World) -> None:
    seen, other = grievance(world), grievance(world, "Une autre.")
    browser = world.browser(world.alice)
    browser.get(f"{URL}/nouvelle")
    page = browser.send(
        "Envoyer", **{**GIVEN, "body": "Écrivez à jeanne@exemple.fr."}, **NEW, grievances=[seen, other]
    )
    assert page.status == 422
    assert "jeanne@exemple.fr" in (page.one("textarea", name="body").text or "")
    assert sum(i.get("checked") is not None for i in page.all("input", name="grievances")) == 2
    assert world.rows(Pending) == []
    browser.send("Envoyer", relaxed="1")
    assert [row.state for row in world.rows(Pending)] == ["held"]


def test_one_writes_first(world: World) -> None:
    page = world.browser().post(URL, {**GIVEN, **NEW})
    assert page.status == 401
    assert GIVEN["body"] in page.text
    assert world.browser().post(URL, {**GIVEN}).status == 422  # wrong before asking for a carnet


def test_people_join_the_refusal_once_by_college(world: World) -> None:
    ref = challenge(world, mechanism(world))
    for who in (world.alice, world.bob, world.bob, world.charlie):
        refuse(world, who, ref)
    assert len(world.rows(Pending)) == 3
    assert world.rows(Challenge)[0].join_concerned == 0
    assert "je refuse aussi" in world.browser(world.bob).get("/carnet").words
    world.slot()
    assert "C’est noté" in refuse(world, world.bob, ref)
    world.slot()
    people = (world.alice, world.bob, world.charlie)
    assert {r.nul for r in world.rows(Refusal)} == {who.nul("echo", ref) for who in people}
    assert sorted(r.college for r in world.rows(Refusal)) == ["concerned", "open", "professional"]
    row = world.rows(Challenge)[0]
    assert (row.join_professional, row.join_concerned, row.join_ally, row.join_open) == (1, 1, 0, 1)
    assert world.rows(Pending) == []


def test_the_team_does_not_join_and_a_stranger_needs_a_carnet(world: World) -> None:
    ref = challenge(world, mechanism(world))
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{ref}")
    assert browser.send("Je refuse aussi").status == 403
    assert world.browser().post(f"{URL}/{ref}/refus").status == 401
    assert world.browser(world.alice).post(f"{URL}/{ref}/refus").status == 403  # no mark
    assert world.rows(Pending) == []


def test_what_is_hidden_is_closed(world: World) -> None:
    ref = challenge(world, mechanism(world))
    browser, other = world.browser(world.alice), world.browser(world.bob)
    browser.get(f"{URL}/{ref}")
    other.get(f"{URL}/{ref}")
    refuse(world, world.charlie, ref)
    hide(world, ref)
    assert browser.send("Je refuse aussi").status == 409
    page = other.send("Envoyer l’argument", side="for", body="Un argument qui tient.")
    assert page.status == 409
    assert "Un argument qui tient." in page.text
    assert world.browser().get(f"{URL}/{ref}").status == 410
    assert "Compter fait" not in world.browser().get(URL).words
    world.slot()
    assert world.rows(Refusal) == []
    assert [row.state for row in world.rows(Pending)] == ["failed"]


def test_a_hidden_mechanism_is_not_named_by_its_challenges(world: World) -> None:
    target = mechanism(world, "Le nom caché")
    ref = challenge(world, target)
    hide(world, target)
    for url in (URL, f"{URL}/{ref}", f"{URL}?mecanisme={target}"):
        page = world.browser().get(url)
        assert page.status == 200
        assert "Le nom caché" not in page.text


def test_the_list_is_filtered_and_paged(world: World) -> None:
    first, second = mechanism(world, "Le tableau"), mechanism(world, "Le gel")
    rare = challenge(world, second, "Le gel des postes use tout le monde")
    for n in range(21):
        challenge(world, first, f"Contestation n° {n}.")
    browser = world.browser()
    links = {a.get("href") for a in browser.get(URL).all("a")}
    links |= {a.get("href") for a in browser.follow("La suite de la liste").all("a")}
    assert len([u for u in links if u and "/contestations/" in u and "nouvelle" not in u]) == 22
    browser.get(URL)
    page = browser.send("Chercher", q="", mecanisme=second)
    assert page.link("Le gel des postes").endswith(rare)
    assert "Contestation n°" not in page.words
    assert "gel des postes" in browser.get(f"{URL}?q=poste").words
    assert "Rien ne répond" in browser.get(f"{URL}?q=introuvable").words
    for forged in ("n’importe", f"2026-01-01.{10**30}"):
        assert "Contestation n°" in browser.get(f"{URL}?apres={forged}").words


def test_versions_and_amendments_are_the_generic_pages(world: World) -> None:
    ref = challenge(world, mechanism(world))
    browser = world.browser(world.alice)
    browser.get(f"{URL}/{ref}")
    browser.follow("Proposer un changement")
    browser.send("Changer passage 1 de « Nous refusons… »")
    page = browser.send(
        "Proposer", **{"refusal-replace-0": "Nous refusons le tableau."}, reason="Plus court."
    )
    assert page.status == 200
    world.slot()
    assert "Plus court." in world.browser().get(f"{URL}/{ref}").words
    browser.get(f"{URL}/{ref}")
    assert browser.follow("1 version").status == 200


def test_strangers_know_nothing_of_a_members_only_collective(world: World) -> None:
    secret = world.other_collective("secret", reading="members")
    ref = challenge(world, mechanism(world, collective=secret), collective=secret)
    insider = world.browser(world.carnet("Ines", "professional", secret))
    assert insider.get(f"/c/secret/contestations/{ref}").status == 200
    assert "etag" not in insider.page.headers
    for who in (None, world.charlie, world.alice, world.olga):
        browser = world.browser(who)
        for path in ("", "/nouvelle", f"/{ref}"):
            assert browser.get(f"/c/secret/contestations{path}").status == 404
    for path in ("", f"/{ref}/arguments", f"/{ref}/refus"):
        page = world.browser().post(f"/c/secret/contestations{path}", {**GIVEN, **NEW})
        assert page.status == 404
    assert world.browser().get(f"{URL}/{ref}").status == 404
    assert world.browser().get(f"{URL}/inconnue").status == 404
    assert world.rows(Pending) == []


def test_the_list_and_the_page_cost_the_same_with_more_rows(world: World) -> None:
    target = mechanism(world)
    ref = challenge(world, target)
    argument(world, ref)
    few = cost(world, URL), cost(world, f"{URL}/{ref}")
    for n in range(8):
        argument(world, challenge(world, target, f"Contestation {n}"), college="ally")
        argument(world, ref, "for", "usefulness")
        argument(world, ref, "against", "sustainability", college="professional")
    assert (cost(world, URL), cost(world, f"{URL}/{ref}")) == few
    assert world.rows(Link) != []


def test_odd_addresses_never_break_a_page(world: World) -> None:
    ref = challenge(world, mechanism(world))
    for odd in ("\x00", "💥", "'\"*(OR", "x" * 3000, "%"):
        client = world.browser().client
        for url in (
            URL,
            f"{URL}/nouvelle",
            f"{URL}/{ref}",
            "/c/lorne/mecanismes",
            "/c/lorne/doleances/nouvelle",
        ):
            query = {"q": odd, "mecanisme": odd, "doleance": odd, "question": odd, "genre": odd, "apres": odd}
            assert client.get(url, params=query).status_code == 200, (url, odd)
        assert client.get(f"{URL}/{quote(odd)}").status_code == 404
