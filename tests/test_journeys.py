"""The list of long journeys: how it is chosen, and that each name on it is still a test's."""

from pathlib import Path

from tests.journeys import known, longest

ROOT = Path(__file__).resolve().parent.parent
REPORT = """
0.50s call     tests/a/test_a.py::test_long[sqlite]
0.10s setup    tests/a/test_a.py::test_long[sqlite]
0.30s call     tests/a/test_a.py::test_often[sqlite-1]
0.30s call     tests/a/test_a.py::test_often[sqlite-2]
0.20s call     tests/a/test_a.py::TestIt::test_short
nothing of ours
"""


def test_the_longest_leave_until_the_rest_is_short_enough() -> None:
    report = REPORT.splitlines()
    assert longest(report, 1.0) == []
    assert longest(report, 0.6) == ["tests/a/test_a.py::test_long"]
    assert longest(report, 0.2) == ["tests/a/test_a.py::test_long", "tests/a/test_a.py::test_often"]


def test_every_name_on_the_list_is_a_test() -> None:
    for name in sorted(known()):
        file, _, function = name.partition("::")
        assert f"def {function}(" in (ROOT / file).read_text(encoding="utf-8"), name
