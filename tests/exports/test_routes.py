"""Documents carried away from the pages: what they say, who may have them, what they never hold."""

import io
from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlmodel import select

from forum.collectives.models import Collective
from forum.core.ids import new_id
from forum.petitions.journal.models import Checkpoint
from forum.petitions.lifecycle.models import PetitionLife
from forum.petitions.models import Petition, Signature
from forum.texts.models import Document, Version
from tests import rows
from tests.world import World

SENTENCES = ("Publier les postes vacants", "Une puéricultrice pour chaque naissance")


@dataclass
class Made:
    petition: str
    platform: str
    demand: str

    @property
    def urls(self) -> list[str]:
        return [
            f"/p/{self.petition}/petition.pdf",
            f"/p/{self.petition}/petition.md",
            f"/p/{self.petition}/feuille.pdf",
            *self.of_collective("lorne"),
        ]

    def of_collective(self, slug: str) -> list[str]:
        return [
            f"/c/{slug}/cahiers/{self.platform}/cahier.pdf",
            f"/c/{slug}/cahiers/{self.platform}/cahier.md",
            f"/c/{slug}/revendications/{self.demand}.md",
        ]


def make(world: World, collective: Collective | None = None, **options: Any) -> Made:
    place = collective or world.collective
    with world.house.db.write() as tx:
        office = rows.institution(tx, place)
        demand = rows.demand(tx, place, office, "Publier les postes vacants")
        rows.ballot(
            tx,
            demand,
            {**rows.BOTH, "ally": {"for": 2, "against": 0, "abstain": 0, "objection": 0, "adopted": 1}},
        )
        rows.link(tx, demand, rows.text(tx, place, "mechanism", "L’indicateur de couverture"))
        petition = rows.petition(tx, place, office, demand, **options)
        rows.signed(
            tx,
            petition,
            {("carnet", "professional"): 1240, ("email", "ally"): 60, ("carnet", "concerned"): 3},
        )
        rows.erratum(tx, petition, "lire « dix » et non « deux »")
        signed = {"root": b"\xab" * 32, "public": b"k" * 32, "signature": b"s" * 64}
        rows.keep(tx, Checkpoint(petition_id=petition.id, size=1303, count=1303, **signed))
        canary(tx, petition.id)
        platform = rows.platform(tx, place, demand)
    return Made(petition.code, platform.ref, demand.ref)


def canary(tx: Any, petition_id: int) -> None:
    secret = rows.CANARY
    rows.keep(
        tx,
        Signature(
            petition_id=petition_id, leaf=0, nul=secret, tier="email", college="ally", territory="CANARY-place",
            sealed=b"CANARY canari@example.org", salt=secret, day=rows.DAY,
        ),
    )  # fmt: skip


def text_of(answer: Any) -> str:
    if answer.headers["content-type"] == "application/pdf":
        pages = PdfReader(io.BytesIO(answer.content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())
    return str(answer.text)


def get(world: World, url: str) -> Any:
    return world.browser().client.get(url)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_petition_as_a_tagged_pdf(world: World) -> None:
    made = make(world)
    answer = get(world, made.urls[0])
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="petition-{made.petition}.pdf"'
    catalog: Any = PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    text = plain(text_of(answer))
    for words in (
        "Une puéricultrice pour chaque naissance",
        "Conseil départemental de la Lorne",
        "Collectif de la Lorne",
        "1 303",
        "professionnel·les : 1 240",
        "lire « dix » et non « deux »",
        "« Publier les postes vacants » : adoptée par les deux collèges",
        f"/p/{made.petition}",
        "porte-voix/journal/",
        b64encode(b"\xab" * 32).decode(),
    ):
        assert words in text, words


def test_small_numbers_are_not_printed_nor_left_to_be_subtracted(world: World) -> None:
    text = plain(text_of(get(world, make(world).urls[1])))
    assert "**Signatures** : 1303" in text
    assert "**professionnel·les** : 1240" in text
    assert "personnes concernées" not in text
    assert "allié·es" not in text  # 1303 - 1240 - 60 would be 3
    assert "**par courriel** : 60" in text


def test_an_organisation_s_own_text_says_so(world: World) -> None:
    text = plain(text_of(get(world, make(world, organisation="Union locale").urls[1])))
    assert "Texte de Union locale, non adopté par les collèges" in text


def test_the_sheet_has_its_lines_and_its_address(world: World) -> None:
    made = make(world)
    text = plain(text_of(get(world, made.urls[2])))
    assert "Feuille de signatures" in text.capitalize() or "FEUILLE DE SIGNATURES" in text.upper()
    assert f"/p/{made.petition}" in text
    assert "Qualité" in text


@pytest.mark.parametrize("index", [3, 4, 5])
def test_the_cahier_and_the_demand_say_what_was_voted(world: World, index: int) -> None:
    made = make(world)
    demand = world.rows(Document, Document.ref == made.demand)[0]
    voted = world.rows(Version, Version.text_id == demand.id)[0]
    later = {**voted.model_dump(), "id": new_id(), "number": 2}
    later["fields"] = {**voted.fields, "title": "CHANGED since"}
    demand.number = 2
    with world.house.db.write() as tx:
        tx.merge(demand)
        rows.keep(tx, Version(**later))
    text = plain(text_of(get(world, made.urls[index])))
    for words in (
        "Publier les postes vacants",
        "L’indicateur de couverture",
        "La direction de la PMI",
        "1er septembre 2026",
        "Un chiffre par centre",
        "Les centres sans direction",
        "Adoptée par les deux collèges",
        "40",
    ):
        assert words in text, words
    assert "CHANGED" not in text


def test_a_college_of_few_voters_has_only_its_decision(world: World) -> None:
    text = plain(text_of(get(world, make(world).urls[5])))
    assert "**allié·es** : Avis entendu\n" in text
    assert "**personnes concernées** : Adoptée (20 pour, 4 contre, 1 abstention)" in text


def test_what_the_law_wants_and_is_missing_prints_brouillon_and_refuses_nothing(world: World) -> None:
    for url in make(world).urls:
        answer = get(world, url)
        assert answer.status_code == 200
        assert "BROUILLON" in text_of(answer).upper()


@pytest.mark.slow
def test_nothing_that_leads_to_a_person_is_in_any_of_them(world: World) -> None:
    made = make(world)
    hours = [f"{hour:02}:0" for hour in range(24)]
    for url in made.urls:
        answer = get(world, url)
        for hay in (text_of(answer), answer.content.decode("latin-1")):
            assert "CANARY" not in hay
            assert rows.CANARY.hex() not in hay
            assert "example.org" not in hay
        assert not any(hour in text_of(answer) for hour in hours)
        assert "hêtre calme" not in text_of(answer)


def test_an_outsider_of_a_closed_circle_gets_nothing(world: World) -> None:
    secret = world.other_collective("secret", reading="members")
    member = world.carnet("Ines", "concerned", secret)
    made = make(world, secret)
    urls = [*made.urls[:3], *made.of_collective("secret")]
    for url in urls:
        for viewer in (None, world.alice, world.charlie, world.olga):
            assert world.browser(viewer).client.get(url).status_code == 404, url
        answer = world.browser(member).client.get(url)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex"


def test_an_unlisted_one_asks_not_to_be_found(world: World) -> None:
    made = make(world, world.other_collective("discret", reading="unlisted"))
    for url in [*made.urls[:3], *made.of_collective("discret")]:
        assert get(world, url).headers["x-robots-tag"] == "noindex"
    assert "x-robots-tag" not in get(world, make(world).urls[1]).headers


def test_a_draft_is_for_those_who_organise(world: World) -> None:
    made = make(world, state="draft", sha256="")
    for url in made.urls[:3]:
        for viewer in (None, world.alice, world.maud):
            assert world.browser(viewer).client.get(url).status_code == 404
        answer = world.browser(world.olga).client.get(url)
        assert answer.status_code == 200
        assert "1 303" not in plain(text_of(answer))
        assert "**Signatures**" not in text_of(answer)


def test_hidden_and_unknown_and_another_s(world: World) -> None:
    made = make(world)
    with world.house.db.write() as tx:
        hidden = rows.demand(
            tx, world.collective, rows.institution(tx, world.collective), "Masquée", hidden=True
        )
    world.other_collective("ailleurs")
    assert get(world, f"/c/lorne/revendications/{hidden.ref}.md").status_code == 404
    for url in made.of_collective("ailleurs"):
        assert get(world, url).status_code == 404
    for url in Made("inconnu", "inconnu", "inconnu").urls:
        assert get(world, url).status_code == 404
        assert world.browser().client.post(url).status_code == 405


@pytest.mark.parametrize(
    "ended",
    [{"state": "closed"}, {"state": "delivered"}, {"state": "settled"}, {"closes": rows.DAY - timedelta(1)}],
)
def test_no_blank_sheet_of_a_petition_that_takes_no_more_signatures(
    world: World, ended: dict[str, Any]
) -> None:
    made = make(world, **ended)
    with world.house.db.write() as tx:
        of = tx.exec(select(Petition.id).where(Petition.code == made.petition)).one()
        tx.add(PetitionLife(petition_id=of, ended=rows.DAY if ended.get("state") == "settled" else None))
    page = world.browser().get(f"/p/{made.petition}/feuille.pdf")
    assert page.status == 410
    assert page.title == "Cette pétition est close"
    assert "ne compterait pas" in page.words
    public = world.browser().get(page.link("Lire la pétition"))
    assert "feuille.pdf" not in public.text
    assert public.link("La pétition, à imprimer") == f"/p/{made.petition}/petition.pdf"


def test_a_sheet_is_offered_as_long_as_signatures_count(world: World) -> None:
    made = make(world, closes=rows.DAY)
    sheets = [
        a for a in world.browser().get(f"/p/{made.petition}").all("a") if "feuille" in a.get("href", "")
    ]
    assert len(sheets) == 2
    assert get(world, f"/p/{made.petition}/feuille.pdf").headers["content-type"] == "application/pdf"
