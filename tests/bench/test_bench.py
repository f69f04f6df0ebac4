"""The bench is run once in a while; that what it seeds follows the tables at every change is seen here, with few rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import select

from bench import one_row, report
from bench.load import once, request
from bench.pages import LIST
from bench.petition import CODE, signed
from bench.report import Line, guarded
from bench.seed import seed
from bench.servers import serving
from forum.app import open_house
from forum.core.settings import load
from forum.grievances.models import Grievance
from forum.http.house import House
from forum.petitions.models import LogLeaf, Signature


def house(folder: Path) -> House:
    return open_house(load({}, data_dir=folder, embedded_worker=False, mail_files=True))


def count(opened: House, model: type) -> int:
    with opened.db.read() as tx:
        return tx.exec(select(func.count()).select_from(model)).one()


def test_what_the_bench_seeds_fits_the_tables(tmp_path: Path) -> None:
    seed(tmp_path, 3, also=signed(5))
    opened = house(tmp_path)
    found = {model.__name__: count(opened, model) for model in (Grievance, Signature, LogLeaf)}
    one_row.app(opened.settings.url)  # finds the petition that it signs
    opened.close()
    assert found == {"Grievance": 3, "Signature": 5, "LogLeaf": 5}


@pytest.mark.slow
def test_a_seeded_house_is_served_and_lets_its_carnet_in(tmp_path: Path) -> None:
    """What each part asks for is there: the list, the petition, a session, a sign-in that Argon2 is watched in."""
    from bench import doors

    seed(tmp_path, 3, also=signed(5))
    with serving("doors", tmp_path) as server:
        assert once(server, LIST)[0] == 200
        assert once(server, f"/p/{CODE}")[0] == 200
        assert once(server, "/carnet", Cookie=f"s={server.told['session']}")[0] == 200
        argon, costs = doors.sign_in(server, 1)
    assert argon > 0
    assert [line.measured is not None and line.measured > 0 for line in costs] == [True, True]


# -- the table


@pytest.fixture(autouse=True)
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(report, "RESULTS", tmp_path / "RESULTS.md")
    return tmp_path / "RESULTS.md"


def broken() -> Iterator[Line]:
    yield Line("measured before", 1.0, 2.0, 3)
    raise RuntimeError("a | broke")


def test_a_line_that_fails_is_told_and_the_others_stay(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [*guarded("a part", broken), *guarded("another", lambda: [Line("after", None, 1.5, 4, "ms")])]
    written = report.write(found)
    assert [(line.what, line.met) for line in found] == [
        ("measured before", "met"),
        ("a part", "failed"),
        ("after", ""),
    ]
    assert written.splitlines()[3] == "| a part | – | – | failed | 0 | RuntimeError: a / broke |"
    assert written.splitlines()[4] == "| after | – | 1.5 ms |  | 4 |  |"
    assert written in table.read_text(encoding="utf-8")
    assert "RuntimeError: a | broke" in capsys.readouterr().err


def test_a_request_is_whole() -> None:
    assert request("/p/x", b"a=1", "POST").endswith(b"Content-Length: 3\r\n\r\na=1")
