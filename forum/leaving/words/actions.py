"""Words that go: from the text, its versions, the changes proposed to it, its sources, the titles of what happened to it.

The full-text index is made again after every slot; what the files keep of deleted rows goes with the night's upkeep.
"""

import json
from datetime import date
from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as select_rows

from forum.collectives.models import Pending
from forum.core.i18n import _
from forum.core.markdown import render
from forum.core.models import Event
from forum.deliberation.merging.models import Merge
from forum.deliberation.models import Ballot, Objection
from forum.identity.staff.models import StaffLog
from forum.leaving.authorships.actions import forget_author, unsign_answers
from forum.leaving.rules import fate
from forum.leaving.words.queries import (
    ERASED,
    UNSIGNED,
    WITHDRAWN,
    above,
    amendment_fate,
    discussed,
    emptied,
    ties,
    titles,
)
from forum.moderation.actions import withdrawn
from forum.texts.actions import filled, tell
from forum.texts.authors.models import AuthorAnswer, AuthorInvitation, AuthorOffer, TextAuthor
from forum.texts.kinds import KINDS
from forum.texts.models import Amendment, Document, Evidence, Version
from forum.texts.rules import fingerprint
from forum.texts.sources.actions import drop_uncited
from forum.texts.sources.models import SourceVerdict


def erase_text(tx: Session, document: Document, today: date, *, by_order: bool = False) -> str:
    """As much of it as is its author's to take back, or all its words `by_order`; returns which fate it had."""
    done = fate(ties(tx, document), by_order=by_order)
    answered, known = above(tx, document), titles(tx, document)
    if done != "unsigned":
        _erase_copies(tx, document, known, ERASED if by_order else WITHDRAWN)
    if done == "unsigned":
        _unsign(tx, document, today)
    elif done == "emptied":
        _empty(tx, document, ERASED if by_order else WITHDRAWN, today)
    else:
        _remove(tx, document, today)
    for one in answered if done == "gone" else []:
        if emptied(one) and fate(ties(tx, one)) == "gone":
            _remove(tx, one, today)  # it only stood there for what answered it
    drop_uncited(tx)
    return done


def _erase_copies(tx: Session, document: Document, known: list[str], sentence: str) -> None:
    """Where its title stands elsewhere: the log says what was done, what waits keeps its slot, without those words."""
    for table, column in ((StaffLog, StaffLog.subject), (Pending, Pending.title), (Event, Event.title)):
        named = col(column).in_(known) & (col(table.collective_id) == document.collective_id)
        tx.exec(update(table).where(named).values({column: sentence}))
    _end_proposals(tx, document)


def _end_proposals(tx: Session, document: Document) -> None:
    """A proposal that waits holds the whole text: it ends here, and its author reads why."""
    query = select_rows(Pending).where(
        Pending.kind == "amendment", col(Pending.payload).contains(document.ref)
    )
    for row in tx.exec(query).all():
        if json.loads(row.payload).get("text") == document.ref:
            row.payload, row.state = json.dumps({"ref": ""}), "failed"
            row.message = _(
                "Le texte que vous proposiez de changer a été retiré ; votre proposition part avec lui."
            )
            tx.add(row)
    tx.flush()


def _unsign(tx: Session, document: Document, today: date) -> None:
    """The author's name goes from the text and from the versions that bear it; nobody can answer in their place."""
    mine = (col(Version.text_id) == document.id) & (col(Version.voice) == document.voice)
    tx.exec(update(Version).where(mine).values(voice=UNSIGNED, reason=""))
    nul = bytes(document.nul)
    unsign_answers(tx, document, document.voice)
    document.voice, document.nul, document.box = UNSIGNED, b"", b""
    tx.add(document)
    tx.flush()
    forget_author(tx, document, nul, today, first=True)


def _remove(tx: Session, document: Document, today: date) -> None:
    ref, ident = document.ref, document.id
    _tell_proposers(tx, document, today)
    tx.expunge(document)
    fell(tx, SQLModel.metadata.tables["text"], SQLModel.metadata.tables["text"].c.id == ident)
    tx.exec(delete(Event).where(col(Event.subject) == ref))
    withdrawn(tx, ref, today)


def _empty(tx: Session, document: Document, sentence: str, today: date) -> None:
    """Its place stays, so that what answered it still stands somewhere."""
    fields = _blank(document.kind, sentence)
    html = {
        f.name: render(fields[f.name]) for f in KINDS[document.kind].fields if f.markdown and fields[f.name]
    }
    blank = {
        "fields": fields,
        "html": html,
        "hash": fingerprint(fields),
        "spans": {},
        "voice": "",
        "reason": "",
    }
    tx.exec(update(Version).where(col(Version.text_id) == document.id).values(**blank))
    _tell_proposers(tx, document, today)
    _blank_proposals(tx, document)
    _blank_answers(tx, document, sentence)
    for table in (Evidence, TextAuthor, AuthorInvitation, AuthorOffer):
        fell(tx, _table(table), _table(table).c.text_id == document.id)
    document.title, document.excerpt, document.voice = sentence, "", ""
    document.nul, document.box = b"", b""
    tx.add(document)
    tx.exec(update(Event).where(col(Event.subject) == document.ref).values(title=sentence))
    withdrawn(tx, document.ref, today)
    tx.flush()


def _blank_answers(tx: Session, document: Document, sentence: str) -> None:
    """What its authors answered to objections; the team's answers are the team's."""
    on_text = select_rows(Ballot.id).where(Ballot.text_id == document.id)
    theirs = col(Objection.ballot_id).in_(on_text) & (col(Objection.answered_by) != "")
    tx.exec(update(Objection).where(theirs).values(answer=sentence, answered_by=UNSIGNED))


def _blank(kind: str, sentence: str) -> dict[str, str]:
    """Every field that must hold something holds the sentence; a date, nothing."""
    needed = [f.name for f in KINDS[kind].fields if (f.required or f.name in ("title", "body")) and not f.day]
    return filled(kind, dict.fromkeys(needed, sentence))


def _tell_proposers(tx: Session, document: Document, today: date) -> None:
    query = select_rows(Amendment).where(Amendment.text_id == document.id, Amendment.state == "open")
    for amendment in tx.exec(query).all():
        said = _("Le texte que vous proposiez de changer a été retiré ; votre proposition part avec lui.")
        tell(tx, document.thread, amendment.box, WITHDRAWN, said, today)


def _blank_proposals(tx: Session, document: Document) -> None:
    """Those that made a version stay as steps, those that others discussed as a place; the others go."""
    of_text = col(Amendment.text_id) == document.id
    tx.exec(delete(Amendment).where(of_text, col(Amendment.state) != "accepted", ~discussed()))
    blank = {"operations": [], "reason": "", "decision": ""}
    tx.exec(update(Amendment).where(of_text, col(Amendment.state) == "accepted").values(**blank))
    tx.exec(update(Amendment).where(of_text, discussed()).values(**blank))
    tx.exec(update(Amendment).where(of_text, col(Amendment.state) == "open").values(state="refused"))


def erase_amendment(tx: Session, amendment: Amendment, *, by_order: bool = False) -> str:
    """A proposal that made no version goes, or leaves a place to what was said of it.

    One that did is in the text, and loses its name and its reason.
    """
    done = amendment_fate(tx, amendment)
    if done == "gone":
        tx.delete(amendment)
        tx.flush()
        return done
    made = (col(Version.text_id) == amendment.text_id) & (col(Version.number) == amendment.version)
    tx.exec(update(Version).where(made).values(voice=UNSIGNED))
    amendment.voice, amendment.nul, amendment.box, amendment.reason = UNSIGNED, b"", b"", ""
    if done == "emptied":
        amendment.reason = ERASED if by_order else WITHDRAWN
        amendment.state = "refused"
    if by_order or done == "emptied":
        amendment.operations, amendment.decision = [], ""
    if by_order:
        of_it = col(AuthorAnswer.amendment_id) == amendment.id
        tx.exec(update(AuthorAnswer).where(of_it).values(reason=ERASED))
    tx.add(amendment)
    tx.flush()
    return done


def erase_objection(tx: Session, objection: Objection, *, by_order: bool = False) -> str:
    if not objection.answer:
        tx.delete(objection)
        tx.flush()
        return "gone"
    objection.reason, objection.box = (ERASED if by_order else WITHDRAWN), b""
    tx.add(objection)
    tx.flush()
    return "emptied"


def erase_merge(tx: Session, merge: Merge, *, by_order: bool = False) -> str:
    """A proposal that joined nothing goes, with the opinions given on it; one that did loses its author and its reason."""
    if merge.until is None and not by_order:
        ident = merge.id
        tx.expunge(merge)
        fell(tx, _table(Merge), _table(Merge).c.id == ident)
        return "gone"
    merge.nul, merge.box, merge.college, merge.reason = b"", b"", "", ERASED if by_order else ""
    merge.undone_reason = ERASED if by_order and merge.undone_reason else merge.undone_reason
    tx.add(merge)
    tx.flush()
    return "unsigned"


def erase_note(tx: Session, row: SourceVerdict) -> str:
    """The sentence left with a verdict on a source, by order; the verdict is still counted."""
    row.note = ERASED
    tx.add(row)
    tx.flush()
    return "emptied"


def fell(tx: Session, table: Table, where: Any) -> None:
    """Delete rows and all that hangs on them, in any room's tables."""
    for child in SQLModel.metadata.sorted_tables:
        for key in child.foreign_keys:
            if key.column.table is table and child is not table:
                fell(tx, child, key.parent.in_(select(key.column).where(where)))
    tx.connection().execute(delete(table).where(where))


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]
