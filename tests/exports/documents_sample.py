"""Documents that several tests print."""

from datetime import date
from typing import Any

from forum.exports.content import (
    CollegeSupport,
    Count,
    DeliveryDoc,
    DemandDoc,
    Document,
    Erratum,
    LegalMentions,
    LetterDoc,
    NamesDoc,
    PetitionDoc,
    PlatformDoc,
    SheetDoc,
    Signatory,
    TractDoc,
)

DAY = date(2026, 3, 3)
HASH = "3f2a9c10b4d7e6f1" * 4
URL = "https://porte-voix.example/p/k7m2qx"
LEGAL = LegalMentions(
    publisher="Collectif Protéger",
    address="12 rue des Lilas, 93100 Montreuil",
    contact="contact@exemple.org",
    controller="Collectif Protéger",
    purpose="Remettre la pétition",
    recipients="Le destinataire",
    retention="Six mois",
    printer="Par nos soins",
)
COMMON: dict[str, Any] = {
    "title": "Une puéricultrice pour chaque naissance",
    "organiser": "Collectif Protéger",
    "addressee": "Monsieur le Préfet",
    "public_url": URL,
    "text_sha256": HASH,
    "legal": LEGAL,
}
PARAGRAPH = "Les visites ne sont plus faites ; les familles attendent **deux mois**. Pourquoi ? " * 12


def petition(body: str = "Nous demandons :\n\n- une visite ;\n- un nom.", **changed: Any) -> PetitionDoc:
    extra: dict[str, Any] = {
        "counts": (Count("Professionnel·les", 402), Count("Soutiens", 910)),
        "signatures": 1312,
        "goal": 2000,
        "opens": date(2026, 2, 1),
        "closes": date(2026, 6, 1),
        "errata": (Erratum(date(2026, 3, 1), "lire « dix »"),),
    }
    return PetitionDoc(body=body, **(COMMON | extra | changed))


def platform(count: int = 6, **changed: Any) -> PlatformDoc:
    demand = DemandDoc(
        title="Publier les postes vacants",
        kind="Condition minimale",
        named="Personne ne sait combien il en manque.",
        contested="À quoi sert l'indicateur ?",
        claimed="Nous revendiquons leur publication.\n\n# Un titre de trop",
        addressee="Conseil départemental",
        responsible="La vice-présidence",
        deadline=date(2026, 9, 1),
        criteria=("Un chiffre par centre", "Chaque trimestre"),
        equity="Les centres sans direction.",
        support=(
            CollegeSupport("Professionnel·les", "Adoptée", 48, 3, 5),
            CollegeSupport("Personnes concernées", "Adoptée"),
        ),
        result="Adoptée par les deux collèges",
    )
    body: dict[str, Any] = {"preamble": PARAGRAPH, "published": DAY, "demands": (demand,) * count}
    return PlatformDoc(**(COMMON | body | changed))


def sheet(**changed: Any) -> SheetDoc:
    return SheetDoc(**(COMMON | {"summary": PARAGRAPH, "number": "12", "send_to": "la Maison"} | changed))


def every_kind(**changed: Any) -> list[Document]:
    return [petition(**changed), platform(**changed), sheet(**changed)]


def tract(**changed: Any) -> TractDoc:
    body: dict[str, Any] = {"body": f"{PARAGRAPH}\n\n- une visite ;\n- un nom.", "closes": DAY}
    return TractDoc(
        **(COMMON | body | {"claims": ("Publier les postes", "Une visite à chaque naissance")} | changed)
    )


def letter(**changed: Any) -> LetterDoc:
    extra: dict[str, Any] = {
        "kind": "Lettre ouverte",
        "subject": "les visites de naissance",
        "body": PARAGRAPH,
        "place": "Montreuil",
        "dated": DAY,
        "signatures": 1312,
        "shown": (Signatory("Léa Canari", "professionnelle, Lorne"), Signatory("Ali B.")),
        "enclosed": ("La pétition",),
    }
    return LetterDoc(**(COMMON | extra | changed))


def delivery(**changed: Any) -> DeliveryDoc:
    extra: dict[str, Any] = {
        "pieces": ("La pétition : 2 pages", "La liste des signataires"),
        "counts": (Count("Professionnel·les", 402),),
        "signatures": 1312,
    }
    return DeliveryDoc(**(COMMON | extra | changed))


def names(count: int = 40, **changed: Any) -> NamesDoc:
    people = tuple(Signatory(f"Personne {n:04}", "soutien, Lorne") for n in range(count))
    return NamesDoc(**(COMMON | {"names": people, "total": count} | changed))


def carried(**changed: Any) -> list[Document]:
    return [
        tract(**changed),
        tract(paper="a5", **changed),
        letter(**changed),
        delivery(**changed),
        names(**changed),
    ]
