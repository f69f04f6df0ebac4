"""What is typed in the room Suivre."""

from datetime import date
from typing import Literal

from forum.core.errors import Invalid
from forum.http.body import Body
from forum.http.forms import Form, line, prose

RECIPIENT, HOW, ANSWER, WHAT, SOURCE = 200, 200, 8000, 600, 1000


class DeliveryForm(Form):
    day: date
    recipient: line(RECIPIENT)  # type: ignore[valid-type]
    how: line(HOW, 0) = ""  # type: ignore[valid-type]
    institution: line(12, 0) = ""  # type: ignore[valid-type]
    relaxed: bool = False


class ReplyForm(Form):
    delivery: line(12)  # type: ignore[valid-type]
    day: date
    label: Literal["commitment", "refusal", "stalling", "silence"]
    stalling: Literal["", "committee", "study", "charter", "training", "elsewhere", "trial"] = ""
    text: prose(ANSWER)  # type: ignore[valid-type]
    source: line(SOURCE)  # type: ignore[valid-type]
    relaxed: bool = False


class CommitmentForm(Form):
    reply: line(12)  # type: ignore[valid-type]
    owner: line(RECIPIENT)  # type: ignore[valid-type]
    what: prose(WHAT)  # type: ignore[valid-type]
    due: date
    about: line(20, 0) = ""  # type: ignore[valid-type]
    evidence: prose(WHAT)  # type: ignore[valid-type]
    source: line(SOURCE)  # type: ignore[valid-type]
    relaxed: bool = False


class TermForm(Form):
    """The day by which the institution undertook to answer."""

    delivery: line(12)  # type: ignore[valid-type]
    agreed: date
    source: line(300)  # type: ignore[valid-type]
    relaxed: bool = False


SEVERAL = ("", "-2", "-3")  # the places of the page: one promise each, and a reply often holds several
OF_EACH = ("owner", "what", "due", "about", "evidence", "source")


def commitments(body: Body) -> list[CommitmentForm]:
    """The places in which something was written (the first even if nothing was); Invalid names the field and its place."""
    found, errors = [], dict[str, str]()
    shared = [(name, body.get(name)) for name in ("reply", "relaxed") if body.get(name)]
    for place in SEVERAL:
        typed = [(name, body.get(f"{name}{place}")) for name in OF_EACH]
        if place and not any(value.strip() for name, value in typed if name != "about"):
            continue
        try:
            found.append(CommitmentForm.read(Body((*shared, *typed))))
        except Invalid as refused:
            errors |= {f"{n}{place}" if n in OF_EACH else n: said for n, said in refused.errors.items()}
    if errors:
        raise Invalid(errors)
    return found


class AssessmentForm(Form):
    verdict: Literal["kept", "broken"]
