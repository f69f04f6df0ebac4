"""`forum keys rotate` and `forum keys renounce`, as a host types them, and what the doctor says of them."""

from pathlib import Path

from forum.core.keys import NAMES
from forum.core.keys import held as at_work
from tests.ops.conftest import Forum


def folder(forum: Forum) -> Path:
    return Path(forum.env["FORUM_DATA_DIR"]) / "keys"


def held(forum: Forum) -> dict[str, str]:
    return {name: (folder(forum) / f"{name}.key").read_text() for name in NAMES}


def test_the_keys_that_can_be_are_changed_and_must_be_printed_again(founded: Forum) -> None:
    founded("keys", "backup")
    assert "les clés ont été imprimées" in founded("doctor").output
    before = held(founded)
    result = founded("keys", "rotate", port="18731")
    assert result.exit_code == 0, result.output
    assert "forum keys backup, puis détruisez les anciennes" in result.output
    after = held(founded)
    assert {name for name in NAMES if before[name] != after[name]} == {"forms", "mail", "staff"}
    assert "les clés ont changé depuis leur impression" in founded("doctor").output
    founded("keys", "backup")
    assert "les clés ont été imprimées" in founded("doctor").output


def test_one_key_alone_and_never_the_pepper(founded: Forum) -> None:
    before = held(founded)
    assert "chaque carnet est calculé avec elle" in founded.line("keys", "rotate", "pepper")
    assert "Il y a : forms, mail, staff" in founded.line("keys", "rotate", "clef")
    assert held(founded) == before
    assert founded("keys", "rotate", "mail", port="18732").exit_code == 0
    after = held(founded)
    assert {name for name in NAMES if before[name] != after[name]} == {"mail"}


def test_an_interrupted_change_stops_everything_and_is_finished_by_any_other(founded: Forum) -> None:
    (folder(founded) / "staff.next").write_text("ab" * 32)
    assert "relancez forum keys rotate" in founded.line("publish")
    said = founded("doctor")
    assert "grave · un changement de clés a été interrompu (staff)" in said.output
    assert founded("keys", "rotate", "forms", port="18733").exit_code == 0
    assert held(founded)["staff"].strip() == "ab" * 32
    assert founded("publish").exit_code == 0


def test_a_server_at_work_stops_the_change_whatever_its_port(founded: Forum) -> None:
    before = held(founded)
    with at_work(folder(founded)):
        assert "le forum travaille avec ces clés" in founded.line("keys", "rotate")
        assert founded("publish").exit_code == 0  # what only uses them goes on beside it
    with at_work(folder(founded), alone=True):
        assert "en train d’être changées" in founded.line("publish")
    assert held(founded) == before
    assert founded("keys", "rotate").exit_code == 0


def test_another_cost_of_the_words_is_refused_before_anybody_opens_an_empty_carnet(founded: Forum) -> None:
    assert founded("publish").exit_code == 0
    for change in ({"argon2_time": "2"}, {"argon2_memory_kib": "16"}):
        said = founded.line("publish", **change)
        assert "leurs mots ouvriraient des carnets vides" in said
        assert "FORUM_ARGON2_MEMORY_KIB=8 et FORUM_ARGON2_TIME=1" in said
    assert founded("publish").exit_code == 0


def test_a_lost_pepper_is_said_and_given_up_only_in_full_words(founded: Forum) -> None:
    assert founded("publish").exit_code == 0
    assert "rien à abandonner" in founded.line("keys", "renounce", port="18734")
    (folder(founded) / "pepper.key").unlink()
    said = founded("doctor")
    assert "aucun carnet ne s’ouvrira" in said.output and "forum keys renounce" in said.output
    assert said.exit_code == 1
    refused = founded("keys", "renounce", typed="oui\n", port="18735")
    assert refused.exit_code == 1 and "rien n’a été changé" in refused.output
    assert "les attestations" in refused.output
    assert founded("publish").exit_code == 1
    done = founded("keys", "renounce", typed="tous les carnets sont perdus\n", port="18736")
    assert done.exit_code == 0, done.output
    assert founded("publish").exit_code == 0
    assert (folder(founded) / "pepper.key").is_file()
