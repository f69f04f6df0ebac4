"""What the guard sees, and what it must leave alone: a false alarm teaches people to click through."""

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.guard.rules import find

PHONES = [
    "06 12 34 56 78", "0612345678", "06.12.34.56.78", "06-12-34-56-78", "06/12/34/56/78", "06 . 12 . 34 . 56 . 78",
    "0 6 1 2 3 4 5 6 7 8", "06 123 456 78", "06 12 345 678", "02\u00a040\u00a012\u00a034\u00a056", "+33 6 12 34 56 78",
    "+33 (0)6 12 34 56 78", "0033 6 12 34 56 78", "+33612345678", "0692 12 34 56", "+32 470 12 34 56",
    "+44 20 7946 0958", "0041 79 123 45 67", "+1 212 555 2368", "+213 551 23 45 67",
]  # fmt: skip
EMAILS = [
    "lea.martin@exemple.org", "prenom point nom arobase exemple point fr", "lea.martin (at) exemple.org",
    "lea [arobase] exemple [point] org", "lea.martin @ exemple.org", "lea_martin+asso@mail.exemple.co.uk",
    "LEA@EXEMPLE.FR", "lea(at)exemple(dot)com", "zoé.müller@exemple.fr",
]  # fmt: skip
NIRS = [
    "255081416802538", "2 55 08 14 168 025 38", "2 55 08 14 168 025", "2.55.08.14.168.025.38",
    "2 55 08 14 168 025 clé 38", "1 85 05 2A 006 084",
]  # fmt: skip
HARMLESS = [
    "Appelez le 119, le 3919, le 3114, le 15, le 17, le 18, le 112, le 114, le 115 ou le 116 006.",
    "Viols Femmes Informations : 0 800 05 95 95, ou 0800 05 95 95.",
    "Le 01/02/2023 10 h 30, puis le 12.03.2024 et du 05-06-2023 au 07-06-2023.",
    "Loi n° 2002-2 du 2 janvier 2002, décret n° 2021-1476, art. L. 226-2-1, R. 221-1 à 226-4.",
    "44000 Nantes, 75020 Paris, en 2019-2020, de 1945 à 2025.",
    "1 234 567 890 €, 12 345 678,90 €, 300 000 000 euros, 0,123456789, 10 000 000 000 de francs",
    "SIRET 732 829 320 00074, SIREN 732829320, IBAN FR76 3000 6000 0112 3456 7890 189",
    "255081416802539 a une mauvaise clé ; 3 017620 422003 est un code-barres, 3017620422003 aussi.",
    "Il y a 12 34 56 78 90 comptes, dossiers de 2023, lot 0000000000.",
    "On se retrouve à arobase ou ailleurs, @nous, point final. L'arobase est un signe point barre.",
    "Effectifs : 01 02 03 ; 10 20 30 40 50 60 70 80 90",
]


KINDS = {"phone": PHONES, "email": EMAILS, "nir": NIRS}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_finds_the_whole_and_nothing_around(kind: str, text: str) -> None:
    sentence = f"On peut joindre la mère ({text}), ou écrire."
    assert [(f.kind, sentence[f.start : f.end]) for f in find(sentence)] == [(kind, text)]
    bare = find(text)
    assert [(f.kind, text[f.start : f.end]) for f in bare] == [(kind, text)]


@pytest.mark.parametrize("text", HARMLESS)
def test_leaves_helplines_prices_dates_and_laws_alone(text: str) -> None:
    assert [text[f.start : f.end] for f in find(text)] == []


def test_corsica_with_its_key() -> None:
    from stdnum.fr import nir

    for place in ("2A", "2B"):
        whole = f"18505{place}006084"
        text = whole + nir.calc_check_digits(whole)
        assert [f.kind for f in find(f"NIR : {text}.")] == ["nir"]


def test_several_in_one_line_and_one_plain_sentence_each() -> None:
    text = "Mme K. : 06 12 34 56 78 ou 02 40 12 34 56, k@exemple.fr, n° 2 55 08 14 168 025 38"
    found = find(text)
    assert [f.kind for f in found] == ["phone", "phone", "email", "nir"]
    assert all(
        f.advice.startswith("Retirez ") and f.advice.endswith(".") and "\n" not in f.advice for f in found
    )


def test_two_numbers_with_a_space_between() -> None:
    assert [f.kind for f in find("06 12 34 56 78 06 98 76 54 32")] == ["phone", "phone"]


PIECES = st.sampled_from(
    [*PHONES, *EMAILS, *NIRS, *HARMLESS, " ", ", ", "\n", "et", "(", ")", ".", "@", "+33", "0", "2A"]
)


@given(
    st.one_of(
        st.text(), st.lists(PIECES, max_size=6).map("".join), st.text("0123456789 +.-/()@AB", max_size=60)
    )
)
def test_offsets_slice_the_text_and_never_overlap(text: str) -> None:
    found = find(text)
    assert all(0 <= f.start < f.end <= len(text) and text[f.start : f.end].strip() for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_long_text_is_read_quickly() -> None:
    text = "a." * 20_000 + " 0 1 2 3" * 5_000 + " point arobase" * 3_000
    import time

    started = time.process_time()
    find(text)
    assert time.process_time() - started < 2


def test_the_heavy_library_waits_for_a_number() -> None:
    code = (
        "import sys; from forum.guard.rules import find; find('Appelez le 119 avant le 12/03/2024.');"
        "assert not any(m.startswith('phonenumbers') for m in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
