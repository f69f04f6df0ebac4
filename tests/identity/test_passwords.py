"""A password that is guessed first is refused, whatever its signs; none is shortened in silence."""

import pytest

from forum.core.errors import Invalid
from forum.identity.staff import passwords
from tests.identity.test_proof import CHOOSE, NEW, PAGE, signed_in
from tests.identity.test_staff_doors import PASSWORD, knock, now_code, shown_secret
from tests.world import World

ABOUT = ("Olga Petit-Jean", "olga@exemple-union.org", "Le Porte-voix de Lorne")


@pytest.mark.parametrize(
    "password",
    ["motdepasse123", "Motdepasse2026!", "Password1234!", "PorteVoix2026!", "azertyuiop12", "123456789012", "aaaaaaaaaaaa",
     "lolalolalola", "abcdefghijkl", "Olga-Petit-1987", "olga.exemple.union", "LORNE lorne 2024", "Pétit jéan 123",
     "987654321000", "            ", "x" * 201],
)  # fmt: skip
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.check(password, *ABOUT)
    assert password.strip() == "" or password not in refused.value.errors["password"]


@pytest.mark.parametrize(
    "password",
    [PASSWORD, NEW, "quatre mots sans rapport", "908143756120", "kfqzpwtnvbxc", "слон шкаф ветер дым",
     "猫と犬と鳥と魚と山と川と海", "olga aime les topinambours", "!?;:&é'(-è_çà)=0", "x7" + "qéwü" * 49],
)  # fmt: skip
def test_any_signs_will_do_and_a_name_within_others_too(password: str) -> None:
    passwords.check(password, *ABOUT)


def test_a_refused_one_says_why_and_changes_nothing(world: World) -> None:
    browser, totp, _codes = signed_in(world)
    browser.get(PAGE)
    for guessed, said in (("Olga-2026-olga", "d’abord"), ("y" * 300, "200 signes")):
        page = browser.send(CHOOSE, proof=PASSWORD, password=guessed)
        assert page.status == 422
        assert said in page.error("password")
        assert guessed not in page.text
    world.clock.forward(60)
    assert knock(world, world.browser(), now_code(world, totp)).status == 200


def test_a_long_one_is_read_to_its_end(world: World) -> None:
    browser, _totp, _codes = signed_in(world)
    browser.get(PAGE)
    long = ("cinq mots tout a fait autres, encore et encore ; " * 5)[:200]
    secret = shown_secret(browser.send(CHOOSE, proof=PASSWORD, password=long))
    assert browser.send("C’est ce code", code=now_code(world, secret)).status == 200
    world.clock.forward(60)
    assert knock(world, world.browser(), now_code(world, secret), long + "x").status == 422
    assert knock(world, world.browser(), now_code(world, secret), long[:-1]).status == 422
    assert knock(world, world.browser(), now_code(world, secret), long).status == 200
