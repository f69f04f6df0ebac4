"""Putting a paper in: by those who live one of two grievances, or by whoever votes in the collective; and the marks."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session, select

from forum.collectives.publication.actions import Act, blend, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden
from forum.core.i18n import _
from forum.deliberation.merging import rules
from forum.deliberation.merging.actions import OVER
from forum.deliberation.merging.models import Merge, MergePaper
from forum.deliberation.merging.queries import Pair


def vote(tx: Session, place: Place, pair: Pair, choice: str, now: Now) -> None:
    """A paper on all that this viewer may decide, each under its own nullifier; it can be changed until the last day."""
    if not taking(pair.merge, now.today):
        raise Closed(_(OVER))
    papers = pair.way.papers(tx, place, pair)
    if not papers:
        raise Forbidden(_(pair.way.words["papers"]))
    for side, college in papers:
        scope = rules.vote_scope(pair.merge.ref, side)
        paper = {"merge": pair.merge.ref, "side": side, "choice": choice}
        voting = replace(place, college=college)
        title = (pair.absorbed if side not in rules.SIDES else pair.side(side)).title
        submit(tx, voting, now, "merge.paper", scope, paper, label="vote", once=True, title=title)
    if len(papers) > 1:
        blend(tx)


def taking(merge: Merge, today: date) -> bool:
    """Whether papers are taken: on the joining, or on the parting."""
    return merge.state in (*rules.OPEN, "parting") and today <= merge.closes


@publishes("merge.paper")
def _publish_paper(tx: Session, act: Act, _today: date) -> None:
    query = select(Merge).where(Merge.ref == act.payload["merge"], Merge.collective_id == act.collective.id)
    merge = tx.exec(query).one()
    side = act.payload["side"]
    wanted = {"parting": ("parting",), "aside": rules.JOINED}.get(side, rules.OPEN)
    if merge.state not in wanted:
        raise Closed(_(OVER))
    known = select(MergePaper).where(MergePaper.merge_id == merge.id, MergePaper.nul == act.nul)
    paper = tx.exec(known).first() or MergePaper(
        merge_id=merge.id, side=side, nul=act.nul, college=act.college, choice=""
    )
    paper.choice = act.payload["choice"]
    tx.add(paper)
    tx.flush()
