"""What the Dockerfile promises, read from it; `checks/image.py` follows it for real."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from checks.image import ROOT, kept, stages

BUILD, LAST = stages()[0], stages()[-1]
TEXT = (ROOT / "Dockerfile").read_text("utf-8")


def said(stage: list[tuple[str, str]], word: str) -> list[str]:
    return [rest for name, rest in stage if name == word]


def one(word: str) -> str:
    (rest,) = said(LAST, word)
    return rest


def test_two_stages_of_one_pinned_image() -> None:
    images = re.findall(r"(?m)^FROM (\S+)", TEXT)
    assert len(images) == len(stages()) == 2
    assert len(set(images)) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", images[0])
    assert not said(BUILD, "ADD") + said(LAST, "ADD")


def test_what_is_installed_is_what_the_lock_file_names() -> None:
    first, second = (run for run in said(BUILD, "RUN") if "pip install" in run)
    assert "--require-hashes --only-binary :all: -r requirements/run.txt" in " ".join(first.split())
    assert "--no-deps --no-build-isolation ." in " ".join(second.split())


def test_nothing_is_built_nor_fetched_in_the_last_stage() -> None:
    runs = " ".join(said(LAST, "RUN"))
    assert not re.findall(r"\b(apt|apt-get|apk|pip|gcc|cc|g\+\+|make|build-essential|curl|wget)\b", runs)
    assert said(LAST, "COPY") == ["--from=build /opt/forum /opt/forum"]


def test_it_runs_as_nobody_s_root() -> None:
    user, group = one("USER").split(":")
    assert int(user) > 999 and int(group) > 999
    assert f"--uid {user}" in one("RUN") and f"--gid {group}" in one("RUN")
    after = [word for word, _rest in LAST[[word for word, _rest in LAST].index("USER") :]]
    assert not {"RUN", "COPY", "ADD"} & set(after)


def test_only_its_data_can_be_written() -> None:
    volume = one("VOLUME")
    assert volume == "/var/lib/forum"
    environment = one("ENV")
    assert f"FORUM_DATA_DIR={volume}" in environment
    assert "PYTHONDONTWRITEBYTECODE=1" in environment
    assert re.search(rf"install --directory --mode=0700 --owner=forum --group=forum {volume}$", one("RUN"))


def test_the_command_and_its_health() -> None:
    assert [*json.loads(one("ENTRYPOINT")), *json.loads(one("CMD"))] == ["forum", "serve"]
    python, option, code = json.loads(one("HEALTHCHECK").split("CMD ")[1])
    assert (python, option) == ("python", "-c")
    compile(code, "health check", "exec")
    assert "/healthz" in code and "timeout=" in code
    assert one("EXPOSE") in one("ENV")


@pytest.mark.parametrize(
    "name", ["var/forum.sqlite3", ".git/config", "tests/world.py", "porte-voix.env", "forum/x.pyc"]
)
def test_nothing_private_goes_to_the_engine(name: str) -> None:
    assert not kept(Path(name))


def test_all_that_the_wheel_is_made_of_goes_to_the_engine() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    named = [
        *wheel["packages"],
        *wheel["force-include"],
        project["project"]["readme"],
        "LICENSE",
        "pyproject.toml",
    ]
    named += [
        project["tool"]["hatch"]["metadata"]["hooks"]["custom"]["path"],
        "requirements/run.txt",
        "requirements/run.in",
    ]
    for name in named:
        assert (ROOT / name).exists()
        assert kept(Path(name)), name
