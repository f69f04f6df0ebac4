"""A receipt against the log, for whoever has no terminal. The server checks itself here, and the page says so."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.petitions.journal.checker.proofs import included
from forum.petitions.journal.checker.reading import Receipt, Unreadable, Wrong
from forum.petitions.journal.queries import keys, latest, named, tree
from forum.petitions.models import LogLeaf, Petition

LONGEST = 8_000  # signs: of a log of a million million lines, a receipt has half of that


@dataclass(frozen=True)
class Verdict:
    """What the log says of a receipt. `right`: its line is in it as it says, and so is all that its point covers."""

    right: bool
    line: int
    size: int  # of the log, today
    kept: int  # of the point on the receipt
    reason: str = ""  # why the line no longer counts; "" where it does


def read(text: str) -> Receipt:
    """What was pasted; Invalid for what is no receipt, or not a whole one."""
    pasted = "\n".join(line.strip() for line in text.strip().splitlines())
    if len(pasted) > LONGEST:
        raise Invalid({"receipt": _("C’est trop long pour un reçu : collez le reçu, et lui seul.")})
    try:
        return Receipt.read(pasted)
    except Unreadable:
        said = _(
            "Ce n’est pas un reçu entier. Collez-le de sa première à sa dernière ligne, sans rien changer."
        )
        raise Invalid({"receipt": said}) from None


def verdict(tx: Session, petition: Petition, text: str) -> Verdict:
    held = read(text)
    if held.point.origin != named(petition):
        said = _(
            "Ce reçu n’est pas de cette pétition. Ouvrez la page « Vérifier » de celle que vous avez signée."
        )
        raise Invalid({"receipt": said})
    if not _whole(tx, held):
        said = _(
            "Un signe de ce reçu a changé, ou il ne vient pas d’ici : il ne se tient pas lui-même. Recopiez-le."
        )
        raise Invalid({"receipt": said})
    point = latest(tx, petition)
    size = point.size if point else 0
    reasons = select(LogLeaf.reason).where(
        LogLeaf.petition_id == petition.id, col(LogLeaf.revokes) == held.index
    )
    gone = tx.exec(reasons).first() or ""
    return Verdict(_right(tx, petition, held, size), held.index, size, held.point.size, gone)


def _whole(tx: Session, held: Receipt) -> bool:
    """By itself: its line leads to its point, and one of our keys signed that point."""
    point = held.point
    try:
        point.key([key.public for key in keys(tx)], "")
    except (Wrong, Unreadable):
        return False
    return included(held.leaf, held.index, point.size, held.proof, point.root)


def _right(tx: Session, petition: Petition, held: Receipt, size: int) -> bool:
    """Whether the log is still what we signed then: its point, and the line."""
    if held.point.size > size:
        return False
    leaf = select(LogLeaf.hash).where(LogLeaf.petition_id == petition.id, LogLeaf.leaf == held.index)
    root = tree(tx, petition.id, held.point.size).root()
    return tx.exec(leaf).first() == held.leaf and root == held.point.root
