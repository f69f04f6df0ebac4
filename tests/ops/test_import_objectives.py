"""`forum import objectives`: every line is judged before the first is kept; a table says what was taken and left."""

from pathlib import Path

from tests.ops.conftest import Forum

TABLE = "numero;intitule;texte;adresse\n1;Écouter l’enfant;Loi d’essai;\n2;Réduire les délais;Loi d’essai;\n"


def write(folder: Path, text: str, encoding: str = "utf-8") -> str:
    file = folder / "loi.csv"
    file.write_bytes(text.encode(encoding))
    return str(file)


def test_a_wrong_line_stops_everything_unless_it_is_skipped(founded: Forum, tmp_path: Path) -> None:
    file = write(tmp_path, TABLE + "3;;Loi d’essai;\n")
    answer = founded("import", "objectives", file)
    assert answer.exit_code == 1
    assert "intitule : vide" in answer.output and "rien n’a été chargé" in answer.output
    answer = founded("import", "objectives", file, "--skip")
    assert answer.exit_code == 0, answer.output
    assert "2 objectifs dans /c/lorne/objectifs : 2 ajoutés, 0 retirés, 1 lignes laissées." in answer.output
    answer = founded("import", "objectives", write(tmp_path, TABLE.replace("2;R", "4;R")), "--whole")
    assert "1 ajoutés, 1 retirés, 0 lignes laissées." in answer.output and "déjà là" in answer.output


def test_a_table_as_windows_saves_it_is_read(founded: Forum, tmp_path: Path) -> None:
    answer = founded("import", "objectives", write(tmp_path, "\ufeff" + TABLE))
    assert "2 ajoutés" in answer.output
    answer = founded("import", "objectives", write(tmp_path, TABLE, "cp1252"))
    assert answer.exit_code == 0 and answer.output.count("déjà là") == 2, answer.output


def test_what_is_no_table_is_one_clear_line(founded: Forum, tmp_path: Path) -> None:
    assert "on ne peut pas lire" in founded.line("import", "objectives", str(tmp_path / "absent.csv"))
    answer = founded("import", "objectives", write(tmp_path, "bonjour"))
    assert answer.exit_code == 1 and "il manque la colonne numero, intitule, texte" in answer.output


def test_the_help_names_the_columns(founded: Forum) -> None:
    said = " ".join(founded("import", "objectives", "--help").output.split())
    assert "numero, intitule, texte" in said
