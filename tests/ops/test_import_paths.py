"""`forum import paths`: the host's table of official paths, printed, corrected, loaded again; nothing by half."""

from pathlib import Path

from tests.ops.conftest import Forum


def test_the_table_is_printed_corrected_and_loaded(founded: Forum, tmp_path: Path) -> None:
    printed = founded("import", "paths").output
    assert printed.startswith("cle;nom;nombre") and "150000" in printed
    file = tmp_path / "voies.csv"
    file.write_text(printed.replace("150000", "90000"), encoding="utf-8")
    answer = founded("import", "paths", str(file))
    assert answer.exit_code == 0 and "7 voies dans /voies-officielles." in answer.output, answer.output
    assert "7 voies" in founded("import", "paths", "--shipped").output


def test_a_wrong_line_loads_nothing_and_is_named(founded: Forum, tmp_path: Path) -> None:
    file = tmp_path / "voies.csv"
    file.write_text(founded("import", "paths").output.replace("1/20", "deux"), encoding="utf-8")
    answer = founded("import", "paths", str(file))
    assert answer.exit_code == 1
    assert (
        "part : une fraction" in answer.output and "1 lignes fausses : rien n’a été chargé." in answer.output
    )
    assert "pas les deux" in founded.line("import", "paths", str(file), "--shipped")
