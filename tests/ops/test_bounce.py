"""`forum bounce`: it never fails a mail server, whatever comes."""

import pytest

from tests.ops.conftest import Forum


@pytest.mark.parametrize(
    "typed", ["", "Bonjour,\nje suis absente.\n", "To: retours+00000000000000000000@x.org\n\n"]
)
def test_what_is_no_report_is_left_alone(founded: Forum, typed: str) -> None:
    answer = founded("bounce", typed=typed)
    assert (answer.exit_code, answer.output.strip()) == (0, "rien à retirer.")
