"""The loader dates the texts, and a mistake in a file is told with its file and its key."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from forum.demo.content import FOLDER, ContentError, dated, load

TODAY = date(2031, 3, 1)
SIGNATURES, SOCIAL = "40_cahier_petitions.toml", "12_doleances_social.toml"


def test_dates_in_texts_follow_the_day_of_loading() -> None:
    assert dated("le {jour:-1}, en {mois:0}, en {an:-60}", date(2030, 1, 2)) == (
        "le 1er janvier 2030, en janvier 2030, en 2029"
    )
    assert load(date(2025, 1, 1)) != load(date(2026, 1, 1))
    with pytest.raises(ContentError, match="heure"):
        dated("{heure:-1}", TODAY)


@pytest.mark.parametrize(
    ("file", "good", "bad", "says"),
    [
        (SIGNATURES, "goal = 300", 'goal = "300"', "une-visite.*goal: int expected, not str"),
        (SIGNATURES, "goal = 300", "gaol = 300", "gaol: unknown key"),
        (SIGNATURES, "goal = 300", "", r"une-visite[^:]*goal: missing"),
        (SIGNATURES, "goal = 300", "goal = = 3", "40_cahier_petitions.toml: "),
        (SIGNATURES, '"compter-autrement", "bilan', '"plafond-aemo", "bilan', "both colleges"),
        (SIGNATURES, 'college = "ally", count = 6 ', 'college = "ally", count = 60 ', "more ally"),
        (SOCIAL, '["preuve-trois-mois"]', '["preuves"]', "sans-adresse.*« preuves »"),
        (SOCIAL, 'territory = "VL-07"', 'territory = "VL-77"', "sans-adresse.territory"),
        (SOCIAL, 'key = "sans-adresse"', 'key = "rsa-suspendu"', "already in 12_"),
        (SOCIAL, "professional = 18,", "professional = 180,", "rsa-suspendu.echoes"),
        ("46_carte.toml", 'answers = "++-', 'answers = "+-', "accueillir.camps: one sign for each phrase"),
        ("46_carte.toml", 'college = "ally", count = 9,', 'college = "ally", count = 99,', "more ally"),
        ("60_moderation.toml", '"temoin-village"', '"temoin"', "no testimony has the key « temoin »"),
        ("50_suites.toml", 'label = "stalling"', 'label = "lent"', "« lent » is not one of commitment"),
        ("03_mecanismes.toml", 'kind = "indicator"', 'kind = "chiffre"', "actes.*kind: « chiffre »"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_file_and_key(
    tmp_path: Path, file: str, good: str, bad: str, says: str
) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "content"))
    text = (folder / file).read_text("utf-8")
    assert good in text
    (folder / file).write_text(text.replace(good, bad, 1), "utf-8")
    with pytest.raises(ContentError, match=says) as caught:
        load(TODAY, folder)
    assert file in str(caught.value)


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="collective"):
        load(TODAY, tmp_path)
