"""Reading a form with a file: what browsers send is read, anything else is refused whole."""

import asyncio
import re
from typing import Any

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from forum.core.errors import HouseError
from forum.http.body import read_bytes
from forum.http.uploads import BOUNDARY, split

FORM = (
    b'--xx\r\nContent-Disposition: form-data; name="label"\r\n\r\nUn panneau, \xc3\xa0 c\xc3\xb4t\xc3\xa9\r\n'
    b'--xx\r\nContent-Disposition: form-data; name="picture"; filename="Camille; name=\x27z\x27.jpg"\r\n'
    b"Content-Type: image/jpeg\r\n\r\n\x00\x01--x\r\n\r\n--x\xff\r\n--xx--\r\n"
)


def test_fields_and_file_are_told_apart_and_the_name_is_not_kept() -> None:
    body, file = split(FORM, b"xx", 100_000)
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
        split(raw, b"xx", 100_000)


near = st.lists(
    st.sampled_from([b"\r\n", b"--xx", b"--", b"\r", b"\n", b"\x00", b"x", b': form-data; name="a"'])
).map(b"".join)


@given(st.one_of(st.binary(max_size=200), near))
def test_whatever_is_sent_is_read_whole_or_refused_whole(noise: bytes) -> None:
    for raw in (noise, b"--xx\r\n" + noise):
        try:
            body, file = split(raw, b"xx", 100_000)
        except HouseError as refused:
            assert "illisible" in refused.message
        else:
            assert raw.startswith(b"--xx\r\n") or raw.startswith(b"--xx--")
            assert all(re.fullmatch("[a-z_]{1,30}", name) for name, _value in body.pairs)
            assert file in raw and all(value.encode() in raw for _name, value in body.pairs)


@given(st.one_of(st.binary(max_size=200), near))
def test_a_file_comes_out_as_it_went_in(noise: bytes) -> None:
    sent = noise + b"--x\r\n\r\n--x\xff"
    raw = FORM.replace(b"\x00\x01--x\r\n\r\n--x\xff", sent)
    if b"\r\n--xx" in b"\r\n" + sent:  # no browser draws a mark that stands in its file
        return
    body, file = split(raw, b"xx", 100_000)
    assert (body.pairs, file) == ((("label", "Un panneau, à côté"),), sent)


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


def test_a_form_that_is_cut_on_its_way_is_a_refusal_and_no_fault_of_ours() -> None:
    """A fault would print a whole traceback each time somebody's telephone loses the network."""
    said = iter([{"type": "http.request", "body": b"a=", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(said)

    request = Request({"type": "http", "method": "POST", "path": "/", "headers": []}, receive)
    with pytest.raises(HouseError, match="coupé"):
        asyncio.run(read_bytes(request, 1000))
