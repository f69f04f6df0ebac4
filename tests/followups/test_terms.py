"""Which clock runs, and why: the law by kind of institution, the institution's own word, and several promises at once."""

import pytest

from forum.core.clock import at
from forum.followups.models import Commitment, Delivery, Reply
from forum.followups.rules import STALLING
from forum.identity.staff.models import StaffLog
from forum.registers.deadlines.queries import laws, wrong_lines
from forum.registers.deadlines.rules import COLUMNS, read
from forum.registers.models import Institution
from tests.browser_lite import Browser, Page, controls
from tests.followups.sample import BOARD, deliver, petition, reply
from tests.world import World

HEAD = ";".join(COLUMNS)
GOOD = "agence;Agence;silence;Règlement, art. 3;Trois mois et dix jours.;3;10;https://agence.example/r;2026-01-02"


def follow(world: World, code: str) -> Page:
    return world.browser().get(f"{BOARD}/{code}")


def profile(world: World, code: str) -> Page:
    """Olga says of which kind the institution is."""
    (to,) = world.rows(Institution)
    browser = world.browser(world.olga)
    browser.get(f"/c/lorne/institutions/{to.ref}")
    return browser.send("Enregistrer", profile=code)


def test_our_own_table_can_be_read_and_every_line_says_where_it_comes_from() -> None:
    known = laws()
    assert set(known.profiles) == {"administration", "collectivite", "prive"}
    for law in known.lines:
        assert law.step == "aucun" or (law.article and law.source.startswith("https://")), law
    running = known.running("collectivite")
    assert running
    assert (running.months, running.days) == (2, 0)
    assert known.running("prive") is None
    assert known.running("on ne sait pas") == known.running("administration")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (GOOD.replace("silence", "bruit"), "etape"),
        (GOOD.replace(";3;10;", ";-3;10;"), "mois et jours"),
        (GOOD.replace(";3;10;", ";3;²;"), "mois et jours"),
        (GOOD.replace("2026-01-02", "2026-02-30"), "vu"),
        (GOOD.replace("https://agence.example/r", "javascript:1"), "source"),
        (GOOD.replace("Règlement, art. 3", ""), "article"),
        (";" + GOOD.partition(";")[2], "profil"),
        ("agence", "institution"),
    ],
)
def test_a_wrong_line_of_the_table_is_named_and_nothing_is_taken_by_half(line: str, why: str) -> None:
    found, wrong = read(f"{HEAD}\n{GOOD}\n{line}\n")
    assert found.lines == ()
    assert [one.line for one in wrong] == [3]
    assert why in wrong[0].why


def test_a_table_without_its_columns_or_without_lines_is_wrong() -> None:
    assert read("profil;dit\n")[1][0].line == 1
    assert "article" in read("profil;dit\n")[1][0].why
    assert read(HEAD + "\n\n")[1][0].why == "aucune ligne"


def test_the_host_s_own_table_takes_the_place_of_ours_unless_a_line_is_wrong(world: World) -> None:
    own = world.settings.data_dir / "delais.csv"
    own.write_text(f"\ufeff{HEAD}\n{GOOD}\n", encoding="utf-8")
    assert list(laws(world.settings.data_dir).profiles) == ["agence"]
    code = petition(world)
    deliver(world, code)
    assert "C’est corrigé" in profile(world, "agence").words
    page = follow(world, code)
    assert "Le délai sera passé le 30 mai 2026." in page.words
    assert "Règlement, art. 3" in page.words
    own.write_bytes(b"profil\xff")
    assert "prive" in laws(world.settings.data_dir).profiles
    assert wrong_lines(world.settings.data_dir)[0].line == 1
    seen = world.browser(world.olga).get(f"{BOARD}/{code}")  # the common page waits for the next commit
    assert "Les deux mois seront passés" in seen.words


def test_each_kind_of_institution_has_its_clock_and_the_page_says_which(world: World) -> None:
    code = petition(world)
    deliver(world, code)
    assert "n’a pas dit de quelle sorte" in follow(world, code).words
    assert profile(world, "n’importe quoi").status == 422
    profile(world, "collectivite")
    page = follow(world, code)
    assert "n’a pas dit de quelle sorte" not in page.words
    assert "CGCT, art. L. 1112-16" in page.words
    assert "ne compte pas pour ce seuil" in page.words
    assert "vu le 22 novembre 2026" in page.words
    profile(world, "prive")
    page = follow(world, code)
    assert "deux mois" not in page.words.casefold()
    assert "Nous ne connaissons pas de délai de la loi" in page.words
    assert "10 jours sans réponse." in page.words


def agree(world: World, code: str, day: str, **more: str) -> Browser:
    browser = world.browser(world.olga)
    browser.get(f"{BOARD}/{code}/delai")
    browser.send("Enregistrer", agreed=day, **{"source": "Courrier du cabinet", **more})
    return browser


def test_what_the_institution_promised_runs_in_the_place_of_the_law(world: World) -> None:
    code = petition(world)
    deliver(world, code)
    assert agree(world, code, "2026-03-20").page.status == 200
    page = follow(world, code)
    assert "L’institution s’est engagée à répondre avant le 20 mars 2026." in page.words
    assert "Courrier du cabinet" in page.words
    assert "Réponse promise pour ce jour" in page.words
    world.clock.now = at("2026-03-20")
    assert "ce jour est passé" in follow(world, code).words
    assert "delivery.agreed" in {row.action for row in world.rows(StaffLog)}


@pytest.mark.parametrize(
    ("day", "field"), [("2026-02-19", "remise"), ("2090-01-01", "D’ici"), ("mardi", "date")]
)
def test_a_promised_day_that_cannot_be_is_refused_and_kept_on_the_page(
    world: World, day: str, field: str
) -> None:
    code = petition(world)
    deliver(world, code)
    browser = agree(world, code, day)
    assert browser.page.status == 422
    assert controls(browser.page.form("Enregistrer"))["source"] == ["Courrier du cabinet"]
    assert world.rows(Delivery)[0].agreed is None


def test_only_organisers_write_a_promised_day(world: World) -> None:
    code = petition(world)
    deliver(world, code)
    for who in (None, world.alice, world.maud):
        assert world.browser(who).get(f"{BOARD}/{code}/delai").status in (401, 403, 404)
    assert (
        "notez d’abord la remise" in world.browser(world.olga).get(f"{BOARD}/{petition(world)}/delai").words
    )


def answered(browser: Browser, code: str, label: str, way: str) -> None:
    page = browser.get(f"{BOARD}/{code}/reponse")
    typed = {n: v[0] for n, v in controls(page.form("Enregistrer")).items() if v}
    words = {"day": "2026-02-25", "text": f"« Plus tard : {way}. »", "source": "Courrier"}
    chosen = {"label": label, "stalling": way}
    browser.post(f"{BOARD}/{code}/reponse", {**typed, **words, **chosen}, origin="http://testserver")
    assert browser.page.status == 200


def test_each_way_of_putting_off_is_said_in_plain_words(world: World) -> None:
    code = petition(world)
    deliver(world, code)
    browser = world.browser(world.olga)
    for way in STALLING:
        answered(browser, code, "stalling", way)
    page = follow(world, code)
    for name, said in STALLING.values():
        assert name in page.words
        assert said.split(". ")[0] in page.words
    answered(browser, code, "refusal", "study")
    assert [row.stalling for row in world.rows(Reply) if row.label == "refusal"] == [""]


ONE = {
    "owner": "Direction",
    "what": "Deux postes",
    "due": "2026-04-01",
    "evidence": "Deux annonces",
    "source": "PV",
}
TWO = {f"{k}-2": v for k, v in (ONE | {"what": "Un bureau"}).items()}


def cut(world: World, code: str, **typed: str) -> Browser:
    browser = world.browser(world.olga)
    browser.get(f"{BOARD}/{code}/engagements")
    browser.send("Enregistrer", **typed)
    return browser


def promised(world: World) -> str:
    code = petition(world)
    deliver(world, code)
    reply(world, code)
    return code


def test_several_promises_are_cut_on_one_page(world: World) -> None:
    code = promised(world)
    assert "ne sont pas encore notées" in follow(world, code).words
    assert cut(world, code, **ONE, **TWO).page.status == 200
    assert {row.what for row in world.rows(Commitment)} == {"Deux postes", "Un bureau"}
    page = follow(world, code)
    assert "ne sont pas encore notées" not in page.words
    assert "huit jours au plus Aucun engagement." in page.words


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"due-2": "2026-02-01"}, "due-2"), ({"owner-2": ""}, "owner-2"), ({"evidence-2": ""}, "evidence-2")],
)
def test_a_second_promise_that_lacks_something_keeps_both_out_and_is_named(
    world: World, wrong: dict[str, str], field: str
) -> None:
    code = promised(world)
    browser = cut(world, code, **ONE, **(TWO | wrong))
    assert browser.page.status == 422
    assert f'href="#f-{field}"' in browser.page.text
    assert controls(browser.page.form("Enregistrer"))["what-2"] == ["Un bureau"]
    assert world.rows(Commitment) == []
