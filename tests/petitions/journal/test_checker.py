"""The checker against good logs, and against everything that somebody could do to one."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from forum.core.crypto import sha256
from forum.petitions.journal import rules
from forum.petitions.journal.checker import proofs, whole_file
from tests.petitions.journal.made import PUBLIC, TEXT, Line, Made, checked
from tests.petitions.journal.test_rules import decode, path_of, vectors

OTHER = sha256("somebody else's key")
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


# -- what is right


@pytest.mark.parametrize("slots", [(1,), (3, 4), (1, 1, 5, -2, 9), (7, -1, -3)])
def test_a_good_log_is_right_with_its_receipts_and_its_earlier_points(
    tmp_path: Path, slots: tuple[int, ...]
) -> None:
    log = Made(*slots)
    for earlier in log.points:
        code, said = checked(tmp_path, log.text(), log.receipt(0), earlier.note)
        assert (code, said.splitlines()[-1]) == (0, "JUSTE."), said
    assert f"qui comptent : {log.count}" in said
    assert "est à la ligne 0 ; elle compte." in said


def test_a_log_of_nobody_is_right_and_shows_nothing(tmp_path: Path) -> None:
    code, said = checked(tmp_path, Made().text())
    assert (code, "lignes : 0 ;" in said) == (0, True)
    assert checked(tmp_path, Made().text(), since=Made(1).points[0].note)[0] == 1


def test_a_line_that_was_taken_back_says_so_and_why(tmp_path: Path) -> None:
    log = Made(3, -1)
    code, said = checked(tmp_path, log.text(), log.receipt(1))
    assert code == 0
    assert "elle ne compte plus" in said and "retirées par qui les avait données : 1" in said


def test_without_a_key_of_one_s_own_the_file_s_is_used_and_it_is_said(tmp_path: Path) -> None:
    log = Made(2, seed=OTHER)
    code, said = checked(tmp_path, log.text(), keys=())
    assert (code, "comparez-la à une autre source" in said) == (0, True)
    assert checked(tmp_path, log.text())[0] == 1


def test_a_proof_alone_shows_that_the_log_has_only_grown(tmp_path: Path) -> None:
    log = Made(3, 4, 6)
    for old in (0, 1, 2):
        said = checked(tmp_path, json.dumps(log.coherence(old)) + "\n", since=log.points[old].note)
        assert said[0] == 0, said
    other = Made(2, 5, 6)
    spoilt = {**log.coherence(0), "new": other.points[-1].note}
    assert checked(tmp_path, json.dumps(spoilt) + "\n", since=other.points[0].note)[0] == 1
    assert checked(tmp_path, json.dumps(log.coherence(0)) + "\n")[0] == 2
    proof = json.dumps(log.coherence(0)) + "\n"  # says nothing of a receipt: it must not seem to
    code, words = checked(tmp_path, proof, since=log.points[0].note, receipt=log.receipt(0))
    assert code != 0 and "journal entier" in words


# -- what is wrong


def spoilt(log: Made, what: str) -> tuple[Line, list[Line]]:  # noqa: PLR0912  # one branch a way
    head, lines = dict(log.head), [dict(line) for line in log.lines]
    leaves = [n for n, line in enumerate(lines) if "leaf" in line]
    match what:
        case "a line removed":
            del lines[leaves[2]]
        case "a line removed, the others renumbered":
            del lines[leaves[2]]
            for n, line in enumerate(line for line in lines if "leaf" in line):
                line["leaf"] = n
            head["size"] -= 1
            head["signatures"] -= 1
        case "two lines in each other's place":
            a, b = leaves[1], leaves[2]
            lines[a], lines[b] = {**lines[b], "leaf": 1}, {**lines[a], "leaf": 2}
        case "a line altered":
            lines[leaves[3]]["hash"] = "0" * 64
        case "a count altered":
            head["signatures"] += 1
        case "a root altered":
            head["root"] = "0" * 64
        case "a line after the last point":
            lines.append({"leaf": len(leaves), "kind": "add", "hash": "1" * 64})
            head["size"] += 1
            head["signatures"] += 1
            head["root"] = rules.root([*log.hashes, b"\x11" * 32]).hex()
        case "another text":
            head["sha256"] = "0" * 64
        case "a withdrawal of what was never there":
            lines[leaves[-1]]["revokes"] = 77
        case "a withdrawal for another reason":
            lines[leaves[-1]]["reason"] = "court"
        case "a signature that passes for a withdrawal":
            lines[leaves[0]] |= {"kind": "revoke", "revokes": 0, "reason": "signer"}
        case "more lines than said":
            head["size"] -= 1
    return head, lines


@pytest.mark.parametrize(
    "what",
    [
        "a line removed",
        "a line removed, the others renumbered",
        "two lines in each other's place",
        "a line altered",
        "a count altered",
        "a root altered",
        "a line after the last point",
        "another text",
        "a withdrawal of what was never there",
        "a withdrawal for another reason",
        "a signature that passes for a withdrawal",
        "more lines than said",
    ],
)
def test_a_log_that_was_touched_is_wrong(tmp_path: Path, what: str) -> None:
    log = Made(3, 4, -2)
    assert checked(tmp_path, log.text())[0] == 0
    code, said = checked(tmp_path, log.text(*spoilt(log, what)))
    assert code == 1, said
    assert said.startswith("FAUX : ")


def test_the_same_line_is_not_taken_back_twice(tmp_path: Path) -> None:
    code, said = checked(tmp_path, Made(3, -1, -1).text())
    assert (code, "ligne 8 : retire ce qui ne comptait pas" in said) == (1, True), said


def test_a_host_who_writes_the_log_anew_is_caught_by_whoever_kept_a_point(tmp_path: Path) -> None:
    kept, rewritten = Made(3, 4), Made(2, -1, 6)
    code, said = checked(tmp_path, rewritten.text(), since=kept.points[0].note)
    assert (code, "le point que vous gardiez (3 lignes" in said) == (1, True), said
    shorter = Made(3)
    assert "plus court" in checked(tmp_path, shorter.text(), since=kept.points[1].note)[1]
    assert checked(tmp_path, rewritten.text(), receipt=kept.receipt(5))[0] == 1


@pytest.mark.parametrize("slots", [(3, 2), (600,)])
def test_a_point_that_another_key_signed_is_refused(tmp_path: Path, slots: tuple[int, ...]) -> None:
    log, forged = Made(*slots), Made(*slots, seed=OTHER)
    lines = [*log.lines[:-1], forged.lines[-1]]
    assert checked(tmp_path, log.text(lines=lines))[0] == 1
    assert checked(tmp_path, log.text(), since=forged.points[-1].note)[0] == 1
    assert checked(tmp_path, log.text(), receipt=forged.receipt(0))[0] == 1


def test_past_hundreds_of_points_the_last_signature_is_still_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.petitions.journal.checker.verify.SIGNATURES", 1)
    log, forged = Made(1, 1, 1), Made(1, 1, 1, seed=OTHER)
    assert checked(tmp_path, log.text())[0] == 0
    assert checked(tmp_path, log.text(lines=[*log.lines[:-1], forged.lines[-1]]))[0] == 1


def test_a_point_of_another_log_is_refused(tmp_path: Path) -> None:
    other = Made(3, origin=rules.origin("another1", TEXT))
    assert checked(tmp_path, Made(3).text(), since=other.points[0].note)[0] == 1


@FEW
@given(st.data())
def test_no_single_change_of_a_receipt_passes(tmp_path: Path, data: st.DataObject) -> None:
    log = Made(2, 5)
    text = log.receipt(data.draw(st.integers(0, 6)))
    start = text.index("ligne")
    at = data.draw(st.integers(start, len(text) - 2))
    put = data.draw(st.sampled_from("0123456789abcdefABZz+/=\n "))
    spoilt = text[:at] + put + text[at + 1 :]
    code, said = checked(tmp_path, log.text(), spoilt)
    # An unused bit of base64, or a blank that is trimmed, changes nothing that is signed.
    assert (
        code in (1, 2) or spoilt.split() == text.split() or text[at] in "=\n" or "=" in text[at + 1 : at + 4]
    ), said


def test_a_receipt_for_a_line_that_is_another_s_is_wrong(tmp_path: Path) -> None:
    log = Made(4)
    moved = log.receipt(1).replace("ligne 1", "ligne 2")
    assert checked(tmp_path, log.text(), moved)[0] == 1


# -- what cannot be read


GOOD = Made(3, 2).text()
BAD: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"bonjour\n",
    "a list": b"[1]\n",
    "a number": b"1\n",
    "cut in a line": GOOD.encode()[:-20],
    "cut between two lines": "".join(GOOD.splitlines(keepends=True)[:-2]).encode(),
    "no UTF-8": b"\xff\xfe\x00\n",
    "10 MB in one line": b'{"format": "' + b"x" * 10_000_000 + b'"}\n',
    "nested": b"[" * 16_000 + b"\n",
    "digits": b'{"format": ' + b"9" * 15_000 + b"}\n",
    "another format": b'{"format": "porte-voix/journal/2"}\n',
    "escapes for the terminal": GOOD.replace("abcd2345", "\\u001b[2J").encode(),
    "half a sign": GOOD.replace("abcd2345", "\\ud800").encode(),
    "absurd size": GOOD.replace('"size": 5', f'"size": {10**30}').encode(),
    "a size in words": GOOD.replace('"size": 5', '"size": "5"').encode(),
    "true for a number": GOOD.replace('"leaf": 1,', '"leaf": true,').encode(),
    "a negative leaf": GOOD.replace('"leaf": 0,', '"leaf": -1,').encode(),
    "half a hash": GOOD.replace('"kind": "add", "hash": "', '"kind": "add", "hash": "zz').encode(),
    "no kind": GOOD.replace('"kind": "add"', '"kind": "maybe"').encode(),
    "a point that is none": GOOD.replace('{"checkpoint": "', '{"checkpoint": "x').encode(),
    "keys that are none": GOOD.replace(PUBLIC, "???").encode(),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_log_is_said_in_a_line(tmp_path: Path, what: str) -> None:
    code, said = checked(tmp_path, BAD[what], keys=() if "keys" in what else (PUBLIC,))
    assert code == 2, said
    (line,) = said.splitlines()
    assert line.startswith("Illisible : ") and line.isprintable()


@pytest.mark.parametrize(
    "receipt", ["x", "porte-voix/recu/1\n", "é" * 100_000, "porte-voix/recu/1\nligne 1\n\n"]
)
def test_what_is_no_receipt_is_said(tmp_path: Path, receipt: str) -> None:
    assert checked(tmp_path, GOOD, receipt)[0] == 2


def test_files_that_do_not_open_are_said(tmp_path: Path) -> None:
    from forum.petitions.journal.checker.verify import run

    said: list[str] = []
    assert run(str(tmp_path / "rien"), "", "", [], said.append) == 2
    assert run(str(tmp_path), "", "", [], said.append) == 2
    assert run(str(tmp_path / "rien"), "", "", ["court"], said.append) == 2
    assert all(line.startswith("Illisible : ") for line in said)


@FEW
@given(st.binary(max_size=300))
def test_no_file_makes_it_fall(tmp_path: Path, junk: bytes) -> None:
    assert checked(tmp_path, junk)[0] == 2
    assert checked(tmp_path, GOOD.encode() + junk + b"\n")[0] in (0, 1, 2)


# -- its arithmetic, against others'


def test_its_proofs_agree_with_the_published_vectors() -> None:
    for v in vectors("inclusion"):
        sized = all(len(step) == 32 for step in [decode(v["leafHash"]), *path_of(v)])
        fine = sized and proofs.included(
            decode(v["leafHash"]), v["leafIdx"], v["treeSize"], path_of(v), decode(v["root"])
        )
        assert fine is not v["wantErr"], v["desc"]
    for v in vectors("consistency"):
        roots = decode(v["root1"]), decode(v["root2"])
        fine = proofs.consistent((v["size1"], v["size2"]), roots, path_of(v))
        assert fine is not v["wantErr"], v["desc"]


def test_ed25519_agrees_with_the_vectors_of_the_rfc() -> None:
    """RFC 8032, section 7.1: tests 1, 2 and 3 (secret key, public key, message)."""
    for secret, public, message in (
        ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", ""),
        ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72"),
        ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82"),
    ):  # fmt: skip
        signature = SigningKey(bytes.fromhex(secret)).sign(bytes.fromhex(message)).signature
        assert proofs.signed(bytes.fromhex(public), bytes.fromhex(message), signature)


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=60), st.integers(0, 511), st.integers(0, 255))
def test_ed25519_agrees_with_another_library_on_right_and_spoilt(
    seed: bytes, message: bytes, bit: int, key_bit: int
) -> None:
    key = SigningKey(seed)
    public, signature = bytes(key.verify_key), key.sign(message).signature
    assert proofs.signed(public, message, signature)
    assert not proofs.signed(public, message + b"x", signature)
    for changed in (flipped(signature, bit), signature[:-1], b"\x00" * 64):
        assert not proofs.signed(public, message, changed)
    other = flipped(public, key_bit)
    assert proofs.signed(other, message, signature) is theirs(other, message, signature)


def flipped(data: bytes, bit: int) -> bytes:
    return (int.from_bytes(data, "big") ^ (1 << bit)).to_bytes(len(data), "big")


def theirs(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(public).verify(message, signature)
    except BadSignatureError:
        return False
    return True


@pytest.mark.parametrize("y", [0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 1])
def test_a_key_that_signs_anything_is_refused(y: int) -> None:
    """Points of small order, and numbers that are not written as the RFC wants: everybody's signature would be theirs."""
    assert not proofs.signed(y.to_bytes(32, "little"), b"x", b"\x01" + b"\x00" * 63)


# -- the file to download


def command(folder: Path, *words: str) -> Any:
    (folder / "verifier.py").write_bytes(whole_file())
    return subprocess.run(
        [sys.executable, "-I", "-S", "verifier.py", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_single_file_needs_nothing_and_says_the_same(tmp_path: Path) -> None:
    log = Made(3, -1, 4)
    (tmp_path / "log").write_text(log.text(), encoding="utf-8")
    (tmp_path / "recu").write_text(log.receipt(2), encoding="utf-8")
    done = command(tmp_path, "log", "--receipt", "recu", "--key", PUBLIC)
    assert (done.returncode, done.stdout) == (0, checked(tmp_path, log.text(), log.receipt(2))[1] + "\n"), (
        done
    )
    (tmp_path / "log").write_text(log.text().replace('"signatures": 6', '"signatures": 7'), encoding="utf-8")
    assert command(tmp_path, "log").returncode == 1
    assert b"forum." not in whole_file().replace(b"le forum.", b"").replace(b"the forum.", b"")
