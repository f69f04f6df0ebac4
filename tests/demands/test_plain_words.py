"""One thing, one name; and what somebody tired needs to read stands first."""

from tests.browser_lite import words
from tests.demands.asking import URL, asked, counted, demands, papers
from tests.demands.scene import URL as DEMANDS
from tests.opinion_map.talks.asking import asked as talk
from tests.world import World


def test_the_list_of_demands_has_one_button_before_its_search(world: World) -> None:
    for who in (None, world.olga):
        page = world.browser(who).get(DEMANDS)
        buttons = {words(one) for one in page.all("a") if "btn" in one.get("class", "")}
        assert buttons == {"Écrire une revendication", "Écrire la première revendication"}
        for other in ("Les cahiers", "Les consultations", "Les cartes des alliances", "Les tirages au sort"):
            assert world.browser(who).get(page.link(other)).status == 200


def test_what_no_mention_means_is_said_before_the_first_demand(world: World) -> None:
    refs = demands(world)
    page = world.browser(world.bob).get(f"{URL}/{asked(world, refs).ref}")
    form = words(page.form("Envoyer mes réponses"))
    assert form.index("laissée sans mention compte comme") < form.index("1. ")
    assert (
        "avec cinq réponses : « très bien », « bien », « passable », « insuffisant », « à rejeter »"
        in page.words
    )


def test_a_missing_college_is_called_so(world: World) -> None:
    one = asked(world, refs := demands(world), places="2")
    papers(world, one, "professional", [{refs[0]: 5}] * 20)
    counted(world)
    assert "il manque un collège" in world.browser().get(f"{URL}/{one.ref}").words


def test_the_map_has_one_name(world: World) -> None:
    page = world.browser().get("/c/lorne/carte")
    assert "La carte des alliances, d’après les votes" in page.words
    assert "carte des accords" not in page.words


def test_what_becomes_of_one_s_answers_is_two_sentences_and_the_rest_under(world: World) -> None:
    page = world.browser(world.bob).get(f"/c/lorne/carte/{talk(world).ref}/repondre")
    (more,) = [one for one in page.all("details") if "En savoir plus" in words(one)]
    assert more.get("open") is None
    assert "sous un numéro qui ne sert qu’à cette carte" in page.words.split("En savoir plus")[0]


def test_cahiers_say_that_a_single_college_may_carry_what_they_hold(world: World) -> None:
    said = world.browser().get("/c/lorne/cahiers").words
    assert "adoptées par les deux collèges, ou par un seul, et c’est alors dit" in said
    assert "Il se compose de revendications adoptées par les deux collèges, ou par un seul." in said
