"""Forms: pydantic over the parsed body, refused in plain French, field by field."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Self, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
)

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.letters import normal, piled
from forum.http.body import Body

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff\ud800-\udfff]")
OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: Any) -> Any:
    """NFC, plain line breaks, no blanks around; control signs and direction overrides are refused, not dropped."""
    if not isinstance(text, str):
        return text
    if piled(text):
        raise ValueError("piled")
    text = normal("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if CONTROL.search(text) or OVERRIDES.search(text):
        raise ValueError("control")
    return text


def one_line(text: str) -> str:
    return " ".join(text.split())


def prose(most: int, least: int = 1) -> Any:
    """Several lines, at most `most` signs."""
    return Annotated[str, BeforeValidator(clean), StringConstraints(min_length=least, max_length=most)]


def line(most: int, least: int = 1) -> Any:
    """One line, at most `most` signs."""
    return Annotated[
        str,
        BeforeValidator(clean),
        AfterValidator(one_line),
        StringConstraints(min_length=least, max_length=most),
    ]


_DAY = re.compile(r"(\d{1,2})\s*[/. -]\s*(\d{1,2})\s*[/. -]\s*(\d{4})")


def iso_day(text: Any) -> Any:
    """« 31/03/2027 » as it is written on paper, for browsers that show no calendar; anything else is left alone."""
    found = _DAY.fullmatch(text.strip()) if isinstance(text, str) else None
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else text


def optional_date(text: Any) -> Any:
    return None if text in ("", None) else text


OptionalDate = Annotated[date | None, BeforeValidator(optional_date)]


class Form(BaseModel):
    """Read with `SomeForm.read(ctx.body)`: the form, or Invalid with one sentence for each wrong field."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @classmethod
    def read(cls, body: Body) -> Self:
        try:
            return cls(**_given(cls, body))
        except ValidationError as error:
            raise Invalid(
                {str(e["loc"][0]) if e["loc"] else "": _explain(e) for e in error.errors()}
            ) from None


def together(*steps: Callable[[], object]) -> None:
    """Take every step, and only then refuse: whoever fills in a form reads all that is wrong at once."""
    errors: dict[str, str] = {}
    for step in steps:
        try:
            step()
        except Invalid as refused:
            errors = {**refused.errors, **errors}  # the first thing said of a field stands
    if errors:
        raise Invalid(errors)


@lru_cache(maxsize=500)
def _fields(cls: type[Form]) -> list[tuple[str, Callable[[Body, str], Any], bool]]:
    """(name, how it is read, whether it must be there): asked of pydantic once a form."""
    return [(name, _reader(f.annotation), f.is_required()) for name, f in cls.model_fields.items()]


def _reader(kind: Any) -> Callable[[Body, str], Any]:
    if get_origin(kind) in (list, tuple, set, frozenset):
        return Body.all
    return _day if kind in (date, date | None) else Body.get


def _given(cls: type[Form], body: Body) -> dict[str, Any]:
    typed = {name for name, _value in body.pairs}
    return {name: read(body, name) for name, read, required in _fields(cls) if required or name in typed}


def _day(body: Body, name: str) -> Any:
    return iso_day(body.get(name))


def _explain(error: Any) -> str:
    """A sentence that says what to do. Never the input: an error is read aloud and may be logged by others."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "too_long" and context["field_type"] == "List":
        return _("Cochez-en {n} au plus.").format(n=context["max_length"])
    if kind in ("string_too_long", "too_long"):
        return _("C’est trop long : {n} signes au plus.").format(n=context["max_length"])
    if kind in ("string_too_short", "missing", "too_short"):
        return _("Ce champ est nécessaire.")
    if kind in ("greater_than_equal", "less_than_equal"):
        if "ge" in context:
            return _("Écrivez un nombre d’au moins {n}.").format(n=context["ge"])
        return _("Écrivez un nombre d’au plus {n}.").format(n=context["le"])
    return _wrong_type(error)


def _wrong_type(error: Any) -> str:
    kind = error["type"]
    if kind.startswith("date"):
        return _("Écrivez une date complète, par exemple 31/03/2027.")
    if kind.startswith(("int", "float", "decimal")):
        return _("Écrivez un nombre entier, par exemple 30.")
    if kind in ("literal_error", "enum"):
        return _("Choisissez une des réponses proposées.")
    cause = str(error.get("ctx", {}).get("error", ""))
    if cause == "control":
        return _(
            "Ce texte contient des signes invisibles qui ne sont pas acceptés. Retapez-le ou collez-le sans mise en forme."
        )
    if cause == "piled":
        return _("Ce texte empile des centaines d’accents sur une même lettre. Enlevez-les, ou retapez-le.")
    return cause or _("Cette réponse n’est pas acceptée.")
