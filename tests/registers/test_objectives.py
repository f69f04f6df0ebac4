"""The register of official objectives: loaded from a table, read by text, leant on by demands, withdrawn without loss."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.demands.models import DemandObjective
from forum.identity.staff.models import StaffLog
from forum.registers.models import Objective
from forum.registers.objectives.actions import Tally, take
from forum.registers.objectives.rules import COLUMNS, LONGEST, read
from tests import rows
from tests.queries import cost
from tests.world import World

HERE = "/c/lorne/objectifs"
PLAN, LAW = "Plan santé de la Lorne", "Loi d’essai"
TABLE = f"""numero;intitule;texte;adresse
1.2;Réduire les délais de visite;{PLAN};https://exemple.fr/plan
1.10;« Aller vers », dans chaque commune;{PLAN};
1.2;Écouter l’enfant;{LAW};
"""


def load(world: World, table: str = TABLE, *, whole: bool = False) -> Tally:
    good, bad = read(table)
    assert bad == []
    with world.house.db.write() as tx:
        return take(tx, world.collective, good, whole=whole)


def named(world: World, title: str) -> Objective:
    (found,) = world.rows(Objective, Objective.title == title)
    return found  # type: ignore[no-any-return]


def lean(world: World, objective: Objective, title: str = "Une visite à chaque naissance") -> str:
    """A visible demand that leans on it."""
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        made = rows.demand(tx, world.collective, office, title)
        tx.add(DemandObjective(text_id=made.id, objective_id=objective.id))
        return str(made.ref)


# -- the table


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_columns_may_stand_in_any_order_and_be_of_either_language(mark: str) -> None:
    table = mark.join(("Texte", "TITLE", "Numéro")) + "\n" + mark.join((PLAN, "Écouter", "3"))
    ((line,), bad) = read(table)
    assert (line.line, line.code, line.title, line.source, line.url, bad) == (2, "3", "Écouter", PLAN, "", [])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (";Sans numéro;x;", "numero : vide"),
        ("1;;x;", "intitule : vide"),
        ("1;Titre;;", "texte : vide"),
        ("1;Titre", "texte : vide"),
        ("1;Titre;x;javascript:alert(1)", "adresse : elle doit commencer"),
        ("1;Titre;x;http://[x", "adresse : elle doit commencer"),
        ("1;Ti\x00tre;x;", "intitule : des signes invisibles"),
        ("1;Ti\u202etre;x;", "intitule : des signes invisibles"),
        (f"{'9' * 41};Titre;x;", "numero : plus de 40 signes"),
        (f"1;{'é' * 401};x;", "intitule : plus de 400 signes"),
    ],
)
def test_a_wrong_line_is_named_with_its_reason(line: str, why: str) -> None:
    good, (wrong,) = read(f"numero;intitule;texte;adresse\n1;Bon;y;\n{line}\n")
    assert len(good) == 1 and wrong.line == 3 and wrong.why.startswith(why)


def test_a_table_without_its_columns_or_that_says_twice_the_same() -> None:
    assert "il manque la colonne texte" in read("numero,intitule\n1,a")[1][0].why
    assert read("")[1][0].line == 1
    good, bad = read("numero,intitule,texte\n1,a,x\n2,b,x\n1,c,x\n")
    assert len(good) == 2 and (bad[0].line, bad[0].why) == (4, "déjà dit à la ligne 2")


@given(table=st.text(max_size=300), head=st.sampled_from(["", "numero;intitule;texte;adresse\n"]))
def test_whatever_the_table_each_kept_line_fits(table: str, head: str) -> None:
    good, _bad = read(head + table)
    for line in good:
        for name in COLUMNS:
            value = getattr(line, name)
            assert len(value) <= LONGEST[name] and value == " ".join(value.split())
        assert line.code and line.title and line.source
    assert len({line.key for line in good}) == len(good)


def test_a_second_time_changes_what_changed_and_doubles_nothing(world: World) -> None:
    assert load(world).count("ajouté") == 3
    first = named(world, "Réduire les délais de visite")
    tally = load(world, TABLE.replace("Réduire les délais", "Raccourcir les délais"))
    assert [what for _line, _code, what in tally.taken] == ["corrigé", "déjà là", "déjà là"]
    assert len(world.rows(Objective)) == 3
    assert named(world, "Raccourcir les délais de visite").ref == first.ref


def test_what_a_whole_table_no_longer_names_is_withdrawn_and_keeps_its_links(world: World) -> None:
    load(world)
    objective = named(world, "Réduire les délais de visite")
    demand = lean(world, objective)
    shorter = "\n".join(line for line in TABLE.splitlines() if not line.startswith("1.2;Réduire"))
    assert load(world, shorter).withdrawn == []
    assert load(world, shorter, whole=True).withdrawn == [(PLAN, "1.2")]
    page = world.browser().get(f"{HERE}/{objective.ref}")
    assert "retiré de la liste" in page.words and "Une visite à chaque naissance" in page.words
    assert "retiré de la liste" in world.browser().get(f"/c/lorne/revendications/{demand}").words
    assert (
        "Réduire les délais" not in world.browser(world.alice).get("/c/lorne/revendications/nouvelle").words
    )
    only_law = "\n".join([TABLE.splitlines()[0], TABLE.splitlines()[3]])
    assert load(world, only_law, whole=True).withdrawn == [], "a text that the table does not speak of stays"
    assert load(world).count("repris") == 1


# -- the pages


def test_the_register_is_read_by_text_in_its_own_order(world: World) -> None:
    load(world)
    objective = named(world, "Réduire les délais de visite")
    lean(world, objective)
    reader = world.browser()
    page = reader.get(HERE)
    assert [h.text for h in page.all("h2")] == [LAW, PLAN]
    assert page.words.index("Réduire les délais") < page.words.index("Aller vers"), "1.2 before 1.10"
    assert "2 objectifs, 1 sans revendication" in page.words
    alone = reader.send("Voir", sans="1")
    assert "Réduire les délais" not in alone.words and "Écouter l’enfant" in alone.words
    assert "Écouter l’enfant" not in reader.get(f"{HERE}?texte={PLAN}").words
    assert "Aucun objectif ne répond" in reader.get(f"{HERE}?texte=inconnu").words
    page = reader.get(f"{HERE}/{objective.ref}")
    assert "Une visite à chaque naissance" in page.words
    assert page.link(PLAN) == "https://exemple.fr/plan"


def test_a_long_register_has_pages_that_lose_and_repeat_nothing(world: World) -> None:
    lines = [f"{n};Objectif numéro {n};{PLAN if n % 2 else LAW};" for n in range(90)]
    load(world, "numero;intitule;texte;adresse\n" + "\n".join(lines))
    seen: list[str] = []
    reader, url = world.browser(), HERE
    for _ in range(4):
        page = reader.get(url)
        seen += [a.get("href", "") for a in page.all("a") if "Objectif numéro" in "".join(a.itertext())]
        following = [a.get("href", "") for a in page.all("a") if "apres=" in a.get("href", "")]
        if not following:
            break
        url = following[0]
    assert len(seen) == len(set(seen)) == 90
    assert reader.get(f"{HERE}?apres=inconnu").status == 200


def test_a_demand_leans_on_an_objective_from_its_page(world: World) -> None:
    load(world)
    objective = named(world, "Écouter l’enfant")
    browser = world.browser(world.alice)
    browser.get(f"{HERE}/{objective.ref}")
    page = browser.follow("Écrire une revendication qui s’y appuie")
    ticked = [e.get("value") for e in page.all("input", name="objectives") if e.get("checked") is not None]
    assert ticked == [objective.ref]


def test_an_organiser_withdraws_and_brings_back(world: World) -> None:
    load(world)
    objective = named(world, "Écouter l’enfant")
    url = f"{HERE}/{objective.ref}"
    desk = world.browser(world.olga)
    desk.get(url)
    assert desk.send("Le retirer de la liste").status == 200
    assert "Écouter l’enfant" not in world.browser().get(HERE).words, "nothing leans on it: it is not listed"
    desk.get(url)
    desk.send("Le remettre dans la liste")
    assert "Écouter l’enfant" in world.browser().get(HERE).words
    assert {"objective.withdrawn", "objective.restored"} <= {row.action for row in world.rows(StaffLog)}
    assert world.act(world.olga, f"{url}/retrait", withdrawn="peut-être") == 422
    for who in (world.alice, world.charlie, world.maud):
        assert world.act(who, f"{url}/retrait", withdrawn="yes") == 403
    assert not named(world, "Écouter l’enfant").withdrawn


def test_one_number_may_stand_in_two_texts_but_once_in_each(world: World) -> None:
    load(world)
    desk = world.browser(world.olga)
    desk.get(HERE)
    typed = {"title": "Autre chose", "url": ""}
    assert desk.send("Ajouter", code="1.2", source=PLAN, **typed).error("code")
    assert desk.send("Ajouter", code="1.2", source="Un autre texte", **typed).status == 200
    assert len(world.rows(Objective)) == 4


def test_closed_circles_and_unknown_objectives_answer_alike(world: World) -> None:
    load(world)
    ref = named(world, "Écouter l’enfant").ref
    world.other_collective("cercle", reading="members")
    for url in (f"{HERE}/inconnu", f"/c/cercle/objectifs/{ref}", "/c/cercle/objectifs"):
        assert world.browser().get(url).status == 404
    world.other_collective("voisin")
    assert world.browser().get(f"/c/voisin/objectifs/{ref}").status == 404


def test_documents_and_open_data_say_what_a_demand_leans_on(world: World) -> None:
    load(world)
    objective = named(world, "Réduire les délais de visite")
    demand = lean(world, objective)
    reader = world.browser()
    said = reader.client.get(f"/c/lorne/revendications/{demand}.md").text.replace("\u00a0", " ")
    assert f"**Objectif officiel** : 1.2, Réduire les délais de visite ({PLAN})" in said
    answer = json.loads(reader.client.get("/api/v1/collectifs/lorne/revendications").text)
    assert answer["items"][0]["objectives"] == [
        {
            **{"ref": objective.ref, "code": "1.2", "title": objective.title, "source": PLAN},
            **{"source_url": "https://exemple.fr/plan", "withdrawn": False},
        }
    ]


def test_a_page_costs_the_same_however_long_the_register(world: World) -> None:
    load(world)
    few = cost(world, HERE)
    load(world, TABLE + "".join(f"9.{n};Encore {n};{PLAN};\n" for n in range(20)))
    assert cost(world, HERE) == few
