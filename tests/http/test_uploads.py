"""Reading a form with a file: what browsers send is read, anything else is refused whole."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.errors import HouseError
from forum.http.uploads import BOUNDARY, split

FORM = (
    b'--xx\r\nContent-Disposition: form-data; name="label"\r\n\r\nUn panneau, \xc3\xa0 c\xc3\xb4t\xc3\xa9\r\n'
    b'--xx\r\nContent-Disposition: form-data; name="picture"; filename="Camille; name=\x27z\x27.jpg"\r\n'
    b"Content-Type: image/jpeg\r\n\r\n\x00\x01--x\r\n\r\n--x\xff\r\n--xx--\r\n"
)


def test_fields_and_file_are_told_apart_and_the_name_is_not_kept() -> None:
    body, file = split(FORM, b"xx")
    assert body.pairs == (("label", "Un panneau, à côté"),)
    assert file == b"\x00\x01--x\r\n\r\n--x\xff"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"--yy\r\n",
        FORM.replace(b"--xx--", b"--xx"),
        FORM[:-20],
        FORM.replace(b'name="label"', b"nom=label"),
        FORM.replace(b'name="label"', b'name="LABEL\x00"'),
        FORM.replace(b"\xc3\xa0", b"\xe0"),
        FORM.replace(b"form-data; name", b"x" * 3000 + b"; name", 1),
        b"preamble\r\n" + FORM,
    ],
)
def test_what_no_browser_sends_is_refused_whole(raw: bytes) -> None:
    with pytest.raises(HouseError, match="illisible"):
        split(raw, b"xx")


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_read_or_refused(noise: bytes) -> None:
    for raw in (noise, b"--xx\r\n" + noise, FORM.replace(b"\x00\x01", noise)):
        with contextlib.suppress(HouseError):
            split(raw, b"xx")


def test_the_mark_between_the_parts_is_found_in_the_header() -> None:
    for said, mark in (
        ("multipart/form-data; boundary=----WebKitFormBoundaryAb12", "----WebKitFormBoundaryAb12"),
        ('Multipart/Form-Data; charset=utf-8; boundary="a b"', "a b"),
    ):
        found = BOUNDARY.match(said)
        assert found is not None and found[1] == mark
    for said in (
        "multipart/form-data",
        "multipart/mixed; boundary=x",
        "multipart/form-data; boundary=" + "x" * 80,
    ):
        assert BOUNDARY.match(said) is None
