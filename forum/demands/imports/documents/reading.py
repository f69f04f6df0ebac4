"""The text of a file that somebody brings: told by its first bytes, never by its name, and kept nowhere."""

import logging
import re
from dataclasses import dataclass, field

from forum.core import apart
from forum.core.i18n import _, later
from forum.core.letters import normal
from forum.demands.imports.documents import packed

WORK = "forum.demands.imports.documents.job"  # by its name: what reads is imported where it reads

ZIP, OLD_OFFICE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF"
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM")
BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# What a form refuses, and nobody sees in a file: taken out, since whoever brings it could not.
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u2028\u2029\ufeff\ud800-\udfff\u202a-\u202e\u2066-\u2069]")

GUESS = later(
    "Ce fichier ne dit pas comment ses lettres sont écrites : nous l’avons lu comme un ancien fichier de Windows. "
    "Regardez si les accents sont justes."
)
NO_TEXT = later(
    "Ce fichier n’est pas un texte, ou il est abîmé. Il faut un TXT, un MD, un DOCX ou un ODT ; ou collez le texte."
)


class Unreadable(Exception):
    """Why this file is not taken and what to do, in one sentence for whoever brought it."""


@dataclass(frozen=True)
class Brought:
    """`lined`: its lines are those that whoever brought it sees; `guess`: what to look at, where we had to guess."""

    text: str = field(repr=False)
    lined: bool = True
    guess: str = ""


def brought(data: bytes) -> Brought:
    """Unreadable where it cannot be read."""
    if not data.strip():
        raise Unreadable(_("Ce fichier est vide. Choisissez-en un autre, ou collez le texte."))
    if data.startswith(ZIP):
        return Brought(tidy(_unpacked(data)), lined=False)
    _refuse_others(data)
    return _decoded(data)


def tidy(text: str) -> str:
    """Composed letters, plain line breaks, none of the signs that nobody sees."""
    text = normal("NFC", re.sub(r"\r\n?|[\x0b\x0c\u2028\u2029]", "\n", text))
    return UNSEEN.sub("", text).rstrip()


def _refuse_others(data: bytes) -> None:
    head = data[:400].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if data.startswith(PDF):
        raise Unreadable(
            _("Un PDF ne se lit pas ici : ouvrez-le, copiez son texte, et collez-le dans le cadre.")
        )
    if data.startswith(OLD_OFFICE):
        raise Unreadable(_locked() if "EncryptedPackage".encode("utf-16-le") in data else _other_kind())
    if head.startswith((b"{\\rtf", b"<!doctype", b"<html", b"<?xml")):
        raise Unreadable(_other_kind())
    if data.startswith(PICTURES):
        raise Unreadable(
            _("C’est une image : nous n’y lisons pas de texte. Tapez-le, ou collez-le dans le cadre.")
        )


def _locked() -> str:
    return _(
        "Ce document est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe, puis apportez-la."
    )


def _other_kind() -> str:
    return _(
        "Ce format n’est pas lu ici. Dans votre traitement de texte : « Enregistrer sous », puis DOCX, ODT ou texte."
    )


def _decoded(data: bytes) -> Brought:
    """UTF-8; else UTF-16, which says so or shows it; else what Windows wrote before, and then we say that we guessed."""
    for encoding in _told(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and len(BINARY.findall(text)) * 20 <= len(text):
            return Brought(tidy(text), guess=_(GUESS) if encoding == "cp1252" else "")
    raise Unreadable(_(NO_TEXT))


def _told(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if data[:1000].count(0) > len(data[:1000]) // 4:
        even = data[:1000:2].count(0) > data[1:1000:2].count(0)
        return ("utf-16-be" if even else "utf-16-le",)
    return ("utf-8-sig", "cp1252")


def _unpacked(data: bytes) -> str:
    try:
        return apart.ask(WORK, data).decode()
    except apart.TooLong:
        raise Unreadable(_said(packed.TOO_LONG)) from None
    except apart.Refused as refused:
        # Not a warning: written by default, it would tell at which second somebody brought a file.
        logging.getLogger("forum").info("document refused: %d %s", refused.code, refused.kind)
        raise Unreadable(_said(refused.code)) from None


def _said(code: int) -> str:
    if code == packed.NOT_A_TEXT:
        return _other_kind()
    if code == packed.LOCKED:
        return _locked()
    if code == packed.TOO_LONG or code < 0:  # below zero: it ate all that it may, and was stopped
        return _(
            "Ce document est trop long, ou trop compliqué, pour être lu d’un coup. Collez-en une partie."
        )
    return _(
        "Ce document est abîmé, ou nous n’arrivons pas à le lire. Ouvrez-le, copiez son texte, et collez-le dans le cadre."
    )
