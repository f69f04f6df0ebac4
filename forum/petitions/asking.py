"""What is asked between the form and the signature: which commune, or an address that an employer reads.

Nothing is taken in yet: what was typed goes along in the page.
"""

import asyncio
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.deps import Bare
from forum.http.pages import page
from forum.petitions import queries
from forum.petitions.forms import SignForm
from forum.petitions.towns.queries import find
from forum.petitions.towns.rules import Question, Said, settled


async def town(form: SignForm) -> Said | Question:
    """In a thread: the first who types a commune waits for the list to be read."""
    if not form.commune:
        return Said()
    return await asyncio.to_thread(settled, find, form.commune, form.town, form.asked)


def unanswered(question: Question, form: SignForm) -> Invalid | None:
    """Whoever is asked for the first time did nothing wrong."""
    if form.asked != question.typed:
        return None
    return Invalid({"town": _("Dites laquelle, ou gardez ce que vous avez écrit.")})


def show_town(ctx: Bare, tx: Session, code: str, question: Question) -> Response:
    return _show(ctx, tx, code, "town", question=question)


def show_employer(ctx: Bare, tx: Session, code: str, employer: str) -> Response:
    """With a field for another address."""
    return _show(ctx, tx, code, "employer", employer=employer)


def _show(ctx: Bare, tx: Session, code: str, template: str, **data: Any) -> Response:
    petition, place = queries.find(tx, code, ctx.viewer)
    return page(
        ctx,
        f"petitions/{template}.html",
        422,
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        **data,
    )
