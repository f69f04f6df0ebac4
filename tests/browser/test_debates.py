"""A debate that concludes, walked on a telephone: rebutted, taken up in a synthesis, answered by an institution."""

import shutil
import subprocess
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Page

from forum.challenges.invited.models import InstitutionAnswer
from forum.challenges.syntheses.models import Synthesis
from forum.deliberation.models import Argument
from tests import rows
from tests.browser.conftest import AXE, Site, axe_violations, shoot, wider_than_screen
from tests.browser.test_demo_pages import NEXT_VIEW
from tests.browser.test_valid_html import CHECKS, VALIDATOR
from tests.challenges.test_invited import answer, invite
from tests.challenges.test_syntheses import write
from tests.challenges.world import argument, challenge, mechanism
from tests.deliberation.test_rebuttals import rebuttal

URL = "/c/lorne/contestations"


def fine(page: Page, name: str, javascript: bool) -> None:
    shoot(page, f"debat-{name}-{'js' if javascript else 'sans'}")
    assert wider_than_screen(page) <= 0, name
    if javascript and AXE.exists():
        assert axe_violations(page) == [], name


@pytest.mark.parametrize("javascript", [True, False])
def test_a_debate_concludes(site: Site, javascript: bool) -> None:
    world = site.world
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
    ref = challenge(world, mechanism(world))
    said = argument(world, ref)

    page = site.person(world.alice, width=360, javascript=javascript)
    page.goto(f"{URL}/{ref}")
    page.get_by_role("link", name="Réfuter cet argument").click()
    page.get_by_label("Votre réfutation").fill("Chez nous, deux familles en ont été aidées.")
    fine(page, "refutation", javascript)
    page.get_by_role("button", name="Envoyer la réfutation").click()
    page.get_by_text("Votre réfutation sera publiée").wait_for()
    world.slot()
    assert [a.answers for a in world.rows(Argument, Argument.answers != "")] == [said]

    team = site.person(world.olga, width=360, javascript=javascript)
    team.goto(f"{URL}/{ref}")
    team.locator("#q-help").get_by_role("link", name="Écrire la synthèse").click()
    team.get_by_label("Repris").check()
    team.get_by_label("La synthèse").fill("Personne n’a trouvé **qui** cela aide.")
    fine(team, "synthese", javascript)
    team.get_by_role("button", name="Publier la synthèse").click()
    team.get_by_text("en tête de sa question").wait_for()
    assert len(world.rows(Synthesis)) == 1

    team.get_by_role("link", name="Inviter une institution").click()
    team.get_by_label("Quelle institution").select_option(office.ref)
    team.get_by_role("button", name="Faire le lien").click()
    link = (team.locator("main code").text_content() or "").rpartition("/institution/")[2]
    fine(team, "lien", javascript)

    guest = site.person(width=360, javascript=javascript)
    guest.goto(f"/institution/{link}")
    guest.get_by_label("Votre réponse").fill("La consigne est de maintenir les visites.")
    fine(guest, "reponse", javascript)
    guest.get_by_role("button", name="Envoyer la réponse").click()
    guest.get_by_text("C’est reçu.").wait_for()
    world.slot()
    assert len(world.rows(InstitutionAnswer)) == 1

    page.goto(f"{URL}/{ref}")
    for told in ("maintenir les visites", "reprise dans la synthèse", "1 réfutation", "deux familles"):
        page.get_by_text(told).first.wait_for()
    fine(page, "contestation", javascript)


def test_pages_are_valid_and_light(site: Site, tmp_path: Path) -> None:
    if not VALIDATOR.exists() or shutil.which("node") is None:
        pytest.skip("html-validate absent : `npm ci --prefix checks`")
    world = site.world
    with world.house.db.write() as tx:
        rows.institution(tx, world.collective)
    ref = challenge(world, mechanism(world))
    under = rebuttal(world, ref, said := argument(world, ref))
    write(world, world.olga, ref, taken=[said])
    link = invite(world, ref)
    answer(world, link, source_label="Note de service")
    world.slot()
    here = f"{URL}/{ref}"
    pages = [here, f"{here}/synthese/help", f"{here}/institutions", link]
    pages += [f"/c/lorne/arguments/{one}" for one in (said, under)]
    for n, url in enumerate(pages):
        for viewer in (None, world.alice, world.olga):
            text = world.browser(viewer).get(url).text
            assert len(brotli.compress(text.encode(), quality=5)) <= NEXT_VIEW, url
            (tmp_path / f"{n}-{viewer.kind if viewer else 'visiteur'}.html").write_text(
                text, encoding="utf-8"
            )
    (tmp_path / "refused.html").write_text(write(world, world.olga, ref, "", [said]).text, encoding="utf-8")
    run = subprocess.run(
        ["node", VALIDATOR, "--config", CHECKS / ".htmlvalidate.json", "--formatter", "text", tmp_path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[:3000] + run.stderr[:1000]
