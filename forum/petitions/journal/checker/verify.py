"""What is said of a log, and the command. The head of `proofs.py` tells how to use it."""

import argparse
import base64
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

# -- left out of the file to download, which has it above
from forum.petitions.journal.checker.proofs import Edge, consistent, digest, included, packed
from forum.petitions.journal.checker.reading import (
    Data,
    Point,
    Receipt,
    Unreadable,
    Wrong,
    decoded,
    hashed,
    need,
    rows,
    whole,
)

# -- as far as here

SIGNATURES = 500  # of how many points they are looked at: each takes some milliseconds
KEPT = "le point que vous gardiez"
CODE, TEXT, REASON = (
    re.compile(r"[a-z0-9]{1,12}"),
    re.compile(r"(?:[0-9a-f]{64})?"),
    re.compile(r"[a-z_]{1,20}"),
)
REASONS = {
    "signer": "retirées par qui les avait données",
    "not_me": "données avec l’adresse de quelqu’un qui dit n’avoir pas signé",
    "duplicate": "données deux fois par la même personne",
    "wave": "écartées après vérification d’un afflux inhabituel",
    "paper": "de feuilles de papier illisibles ou mal saisies",
    "court": "retirées sur décision d’une autorité",
}
Say = Callable[[str], None]


def origin_of(code: str, text_hash: str) -> str:
    name = packed(b"porte-voix|journal|v1", code.encode(), text_hash.encode()).hex()[:32]
    return f"porte-voix/journal/{name}"


@dataclass
class Log:
    """One reading of a log, from its first line to its last; in memory, one byte a line."""

    head: Data
    keys: Sequence[bytes]
    wanted: dict[int, list[Point]] = field(default_factory=dict)  # what others hold of this log, by size
    picked: int = -1  # the leaf of a receipt
    leaf: bytes = b""
    edge: Edge = field(default_factory=Edge)
    counts: bytearray = field(default_factory=bytearray)  # 1 a signature that counts, 0 any other line
    reasons: Counter[str] = field(default_factory=Counter)
    last: Point | None = None
    points: int = 0

    @property
    def origin(self) -> str:
        return origin_of(str(self.head.get("petition")), str(self.head.get("sha256")))

    def expect(self, old: Point | None, held: Receipt | None) -> None:
        for point in (old, held.point if held else None):
            if point:
                self.wanted.setdefault(point.size, []).append(point)
        self.picked = held.index if held else -1
        self._others("ligne 1")

    def take(self, where: str, said: Data) -> None:
        if "checkpoint" in said:
            self._point(where, said["checkpoint"])
        else:
            self._line(where, said)

    def _line(self, where: str, said: Data) -> None:
        self.last = None
        number, found = whole(said.get("leaf"), where), hashed(said.get("hash"), where)
        need(
            number == self.edge.size,
            f"{where} : on attend la ligne {self.edge.size} du journal, elle dit {number}.",
            Wrong,
        )
        need(said.get("kind") in ("add", "revoke"), f"{where} : nature inconnue.")
        self.counts.append(said["kind"] == "add")
        if said["kind"] == "revoke":
            self._revoke(where, said, found)
        if number == self.picked:
            self.leaf = found
        self.edge.add(found)
        self._others(where)

    def _revoke(self, where: str, said: Data, found: bytes) -> None:
        gone, reason = whole(said.get("revokes"), where), said.get("reason")
        need(isinstance(reason, str) and REASON.fullmatch(reason), f"{where} : sans raison.")
        code = str(self.head.get("petition")).encode()
        parts = (b"porte-voix|revocation|v1", code, gone.to_bytes(8, "big"), str(reason).encode())
        need(digest(b"\x00", packed(*parts)) == found, f"{where} : l’empreinte ne dit pas ce retrait.", Wrong)
        need(
            gone < len(self.counts) and self.counts[gone], f"{where} : retire ce qui ne comptait pas.", Wrong
        )
        self.counts[gone] = 0
        self.reasons[str(reason)] += 1

    def _point(self, where: str, note: object) -> None:
        need(isinstance(note, str), f"{where} : ce n’est pas un point.")
        point = Point.read(str(note), where)
        self.points += 1
        self._agrees(point, where)
        if self.points <= SIGNATURES:
            point.key(self.keys, where)
        self.last = point

    def _agrees(self, point: Point, where: str) -> None:
        need(
            point.origin == self.origin,
            f"{where} : ce point est d’un autre journal, ou d’un autre texte.",
            Wrong,
        )
        same = (point.size, point.root) == (self.edge.size, self.edge.root())
        need(same, f"{where} : les lignes qui précèdent ne sont pas celles qui ont été signées.", Wrong)

    def _others(self, where: str) -> None:
        for point in self.wanted.pop(self.edge.size, ()):
            self._agrees(point, f"{KEPT} ({point.size} lignes, {where})")

    def end(self) -> bytes:
        """The key that signed the whole."""
        size, counted = whole(self.head.get("size"), "ligne 1"), sum(self.counts)
        need(self.edge.size >= size, f"le journal annonce {size} lignes et s’arrête après {self.edge.size}.")
        need(self.edge.size == size, f"le journal annonce {size} lignes et en a {self.edge.size}.", Wrong)
        need(
            self.head.get("signatures") == counted,
            f"les lignes comptent {counted} signatures, l’en-tête dit autre chose.",
            Wrong,
        )
        need(
            self.head.get("root") == self.edge.root().hex(),
            "la racine de l’en-tête n’est pas celle des lignes.",
            Wrong,
        )
        need(
            not self.wanted,
            "le journal est plus court que le point que vous gardiez : des lignes ont été retirées.",
            Wrong,
        )
        need(self.last or not size, "les dernières lignes ne sont couvertes par aucun point signé.", Wrong)
        return self.last.key(self.keys, "le dernier point") if self.last else b""


def told(log: Log, key: bytes, trusted: bool, say: Say) -> None:
    given, gone = log.counts.count(1) + log.reasons.total(), log.reasons.total()
    say(
        f"Journal de la pétition {log.head.get('petition')} ; lignes : {log.edge.size} ; points signés : {log.points}."
    )
    say(f"Signatures données : {given} ; retirées : {gone} ; qui comptent : {given - gone}.")
    for reason, n in sorted(log.reasons.items()):
        say(f"  {REASONS.get(reason, f'pour la raison « {reason} »')} : {n}")
    if key:
        say(f"Signé par la clé {base64.b64encode(key).decode()}")
    if key and not trusted:
        say(
            "Cette clé est celle que le fichier donne : comparez-la à une autre source, ou dites-la avec --key."
        )
    say("Rien n’y a été changé ni retiré en silence. Cela ne dit pas que les signataires existent.")


def check_proof(said: Data, old: Point | None, keys: Sequence[bytes], say: Say) -> None:
    """A file of /journal/coherence, in place of a whole log."""
    if old is None:
        raise Unreadable("une preuve de cohérence se vérifie avec --since.")
    new = Point.read(str(said.get("new")), "le nouveau point")
    need(new.origin == old.origin, "ces deux points sont de deux journaux.", Wrong)
    new.key(keys, "le nouveau point")
    steps = said.get("proof")
    need(isinstance(steps, list) and len(steps) < 100, "preuve illisible.")
    proof = [hashed(step, "preuve") for step in steps or []]
    fine = consistent((old.size, new.size), (old.root, new.root), proof)
    need(fine, f"la preuve ne mène pas de {old.size} à {new.size} lignes.", Wrong)
    say(
        f"Le journal n’a fait que grandir depuis le point que vous gardiez (lignes : {old.size}, puis {new.size})."
    )


def check(file: BinaryIO, receipt: str, since: str, trusted: Sequence[bytes], say: Say) -> None:
    """Wrong or Unreadable, whose words are for people; nothing if all is right."""
    lines = rows(file)
    _where, head = next(lines, ("", {}))
    keys = trusted or own_keys(head)
    old = Point.read(since, KEPT) if since else None
    held = Receipt.read(receipt) if receipt else None
    for point in (old, held.point if held else None):
        if point:
            point.key(keys, KEPT)
    if head.get("format") == "porte-voix/coherence/1":
        need(held is None, "un reçu se vérifie avec le journal entier, pas avec une preuve de cohérence.")
        check_proof(head, old, keys, say)
    else:
        check_log(Log(head, keys), lines, old, held, bool(trusted), say)


def own_keys(head: Data) -> list[bytes]:
    given = head.get("keys")
    return [decoded(str(key), 32, "clé du fichier") for key in given[:20]] if isinstance(given, list) else []


def check_log(
    log: Log,
    lines: Iterator[tuple[str, Data]],
    old: Point | None,
    held: Receipt | None,
    trusted: bool,
    say: Say,
) -> None:
    need(log.head.get("format") == "porte-voix/journal/1", "ligne 1 : ce n’est pas un journal de signatures.")
    named = CODE.fullmatch(str(log.head.get("petition"))) and TEXT.fullmatch(str(log.head.get("sha256")))
    need(named, "ligne 1 : elle ne nomme pas de pétition.")
    log.expect(old, held)
    for where, said in lines:
        log.take(where, said)
    told(log, log.end(), trusted, say)
    if old:
        say(f"Le point que vous gardiez (lignes : {old.size}) en est bien le début.")
    if held:
        check_receipt(held, log, say)


def check_receipt(held: Receipt, log: Log, say: Say) -> None:
    fine = included(held.leaf, held.index, held.point.size, held.proof, held.point.root)
    need(fine and held.leaf == log.leaf, f"le reçu ne dit pas ce qui est à la ligne {held.index}.", Wrong)
    counted = "elle compte" if log.counts[held.index] else "elle ne compte plus : elle a été retirée"
    say(f"La signature de ce reçu est à la ligne {held.index} ; {counted}.")


def read(path: str) -> str:
    with Path(path).open(encoding="utf-8") as file:
        return file.read(65_536)


def run(log: str, receipt: str, since: str, keys: Sequence[str], say: Say) -> int:
    """The exit code. `receipt` and `since` are paths, or empty."""
    try:
        trusted = [decoded(key, 32, "--key") for key in keys]
        held, old = (read(path) if path else "" for path in (receipt, since))
        with Path(log).open("rb") as file:
            check(file, held, old, trusted, say)
    except Wrong as wrong:
        say(f"FAUX : {wrong}")
        return 1
    except Unreadable as error:
        say(f"Illisible : {error}")
        return 2
    except (OSError, UnicodeDecodeError) as error:
        say(
            f"Illisible : {getattr(error, 'filename', None) or receipt or since} ne s’ouvre pas, ou n’est pas du texte."
        )
        return 2
    say("JUSTE.")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Vérifie le journal des signatures d’une pétition, sans réseau."
    )
    parser.add_argument("log", metavar="JOURNAL", help="le journal téléchargé, ou une preuve de cohérence")
    parser.add_argument("--receipt", metavar="REÇU", default="", help="le reçu d’une signature")
    parser.add_argument("--since", metavar="POINT", default="", help="un point signé gardé d’avant")
    parser.add_argument(
        "--key", metavar="CLÉ", action="append", default=[], help="la clé publique attendue (base64)"
    )
    given = parser.parse_args()
    return run(given.log, given.receipt, given.since, given.key, print)


if __name__ == "__main__":
    sys.exit(main())
