"""What is typed on the screens of paper: many lines in one form, each field bearing the number of its line."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.body import Body
from forum.http.forms import Form, line
from forum.petitions.forms import NAME, Quality, email_address
from forum.petitions.paper.rules import LINES, MOST_PRINTED, Line
from forum.petitions.paper.slips.rules import code_of
from forum.petitions.towns.queries import find
from forum.petitions.towns.rules import compared, read

COMMUNE, SEED = 80, 60
Collected = Literal["market", "door", "meeting", "workshop", "desk", "work", "union", "other"]
Voided = Literal["paper", "duplicate", "wave", "court"]


class PrintForm(Form):
    sheets: int = Field(ge=1, le=MOST_PRINTED)
    lines: int = Field(ge=LINES[0], le=LINES[-1])


class CollectedForm(Form):
    collected: Collected


class VoidForm(Form):
    """`sure` is a box: nothing undoes it."""

    reason: Voided
    sure: bool = False


def sure(form: VoidForm) -> VoidForm:
    if not form.sure:
        raise Invalid({"sure": _("Cochez la case : cela ne se défait pas.")})
    return form


def _no_name(text: Any) -> Any:
    if isinstance(text, str) and not text.strip():
        raise ValueError(_("Tapez le nom, ou cochez « illisible »."))
    return text


class LineForm(Form):
    name: Annotated[line(NAME, 0), BeforeValidator(_no_name)]  # type: ignore[valid-type]
    college: Quality = "ally"
    commune: line(COMMUNE, 0) = ""  # type: ignore[valid-type]
    contact: Annotated[line(254, 0), AfterValidator(lambda text: email_address(text) if text else "")] = ""  # type: ignore[valid-type]


TYPED = ("name", "commune", "contact")


def read_lines(body: Body, numbers: Iterable[int]) -> list[Line]:
    """The lines in which something was typed or ticked; Invalid with all that is wrong, by field and line."""
    found, errors = [], dict[str, str]()
    for n in numbers:
        try:
            one = _line(body, n)
        except Invalid as refused:
            errors |= {f"{name}-{n}": said for name, said in refused.errors.items()}
            continue
        found += [one] if one else []
    if errors:
        raise Invalid(errors)
    return found


def _line(body: Body, n: int) -> Line | None:
    typed = {name: body.get(f"{name}-{n}") for name in (*TYPED, "college")}
    written = any(typed[name].strip() for name in TYPED)
    if body.get(f"illegible-{n}"):
        if written:
            raise Invalid(
                {"name": _("Illisible ? Alors effacez ce qui est tapé sur cette ligne, ou décochez.")}
            )
        return Line(n, illegible=True)
    if not written:
        return None
    form = LineForm.read(
        Body(tuple((name, value) for name, value in typed.items() if value or name == "name"))
    )
    slip = code_of(body.get("seed")[:SEED], n) if body.get(f"slip-{n}") else ""
    said = read(find(form.commune), form.commune)
    town = compared(find, said)
    return Line(n, False, form.name, form.college, said.text, form.contact, slip, town, said.department)


def read_sheet(body: Body, numbers: Iterable[int]) -> tuple[str, list[Line]]:
    """(where it was filled in, its lines), all that is wrong told at once."""
    got: list[Any] = []
    errors: dict[str, str] = {}
    steps: tuple[Callable[[], object], ...] = (
        lambda: CollectedForm.read(body).collected,
        lambda: read_lines(body, numbers),
    )
    for step in steps:
        try:
            got.append(step())
        except Invalid as refused:
            errors |= refused.errors
    if errors:
        raise Invalid(errors)
    return got[0], got[1]
