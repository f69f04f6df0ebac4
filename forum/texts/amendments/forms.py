"""What somebody is writing on the clauses of a text: gathered over several pages, kept nowhere but in the form.

A field of the form is one operation: its name says the field, what is done and to which clause (`body-replace-3`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.body import Body
from forum.http.forms import Form, clean, iso_day, one_line, prose
from forum.texts.amendments.queries import standings
from forum.texts.amendments.rules import Carried, Operation, Snapshot, Verb, faults
from forum.texts.kinds import KINDS, Kind, TextField

NAME = re.compile(r"(\w{1,20})-(replace|insert|remove)-(\d{1,5})")
MOST = 40  # changes in one proposal: more is another text, and nobody could answer it in one word


class ProposalForm(Form):
    reason: prose(1000)  # type: ignore[valid-type]
    relaxed: bool = False


def too_many() -> str:
    return _("Une proposition porte {n} changements au plus : envoyez celle-ci, puis une autre.").format(
        n=MOST
    )


def name_of(operation: Operation) -> str:
    return f"{operation['field']}-{operation['op']}-{operation['clause']}"


@dataclass
class Draft:
    """Operation's name → what is typed, on version `base`; `asked` is the button that was pressed."""

    base: int
    typed: dict[str, str] = field(default_factory=dict)
    asked: str = ""
    page: int = 1

    @classmethod
    def read(cls, body: Body, kind: Kind, number: int) -> "Draft":
        """What the form holds; a version that never was is taken to be the current one."""
        known = {f.name for f in kind.fields}
        found = {k: v for k, v in body.pairs if (m := NAME.fullmatch(k)) and m[1] in known}
        base, page = _number(body.get("base")), _number(body.get("page"))
        return cls(base if 1 <= base <= number else number, found, body.get("do"), max(1, page))

    def press(self, parts: Mapping[str, Sequence[str]]) -> str:
        """Do what the button says; returns what is wrong with it, "" most often."""
        verb, _dash, rest = self.asked.partition(" ")
        if verb == "page":
            self.page = max(1, _number(rest))
        elif verb == "drop":
            self.typed.pop(rest, None)
        elif verb == "do" and (match := NAME.fullmatch(rest)):
            if len(self.typed) >= MOST:
                return too_many()
            for other in {"replace", "remove"} - {match[2]} if match[2] != "insert" else ():
                self.typed.pop(f"{match[1]}-{other}-{match[3]}", None)
            clause = parts.get(match[1], [])[int(match[3]) :][:1]
            self.typed.setdefault(rest, clause[0] if match[2] == "replace" and clause else "")
        return ""

    def operations(self, kind: str) -> list[Operation]:
        """As they will be stored, in the order of the text. Invalid with what is wrong with each."""
        if len(self.typed) > MOST:
            raise Invalid({"operations": too_many()})
        found, errors = [], {}
        for name, text in self.typed.items():
            try:
                found.append(_operation(kind, name, text))
            except ValueError:
                errors[name] = _("Ce texte contient des signes invisibles qui ne sont pas acceptés.")
        if errors:
            raise Invalid(errors)
        order = [f.name for f in KINDS[kind].fields]
        said = [one for one in found if one["op"] != "insert" or one["text"]]
        return sorted(said, key=lambda one: (order.index(one["field"]), one["clause"], one["op"] != "insert"))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _operation(kind: str, name: str, text: str) -> Operation:
    match = cast(re.Match[str], NAME.fullmatch(name))
    text = "" if match[2] == "remove" else typed(KINDS[kind].field(match[1]), text)
    return {"field": match[1], "op": cast(Verb, match[2]), "clause": int(match[3]), "text": text}


def typed(of: TextField, text: str) -> str:
    """What was typed in a part of this field, as it is kept. ValueError for signs that are refused."""
    said = str(clean(text))
    if of.rows or of.lines:
        return said
    return str(iso_day(said)) if of.day else one_line(said)


def carry(draft: Draft, kind: str, past: Sequence[Snapshot]) -> dict[str, str]:
    """Bring the draft to the current version, the last of `past`; returns what must be said, by operation.

    Nothing typed is lost: what was written on a passage that is gone becomes an insertion where it stood.
    """
    raw = [_raw(name, text) for name, text in draft.typed.items()]
    placed = [one for one in raw if one not in faults(raw, past[0].parts)]
    astray = [one for one in raw if one not in placed]
    typed: dict[str, str] = {}
    said: dict[str, str] = {}
    for one in standings(kind, placed, past)[-1]:
        name, why = _at(one)
        if one.state == "done":
            said["base"] = _(
                "Quelqu’un a déjà fait un des changements que vous écriviez : il n’est plus dans votre liste."
            )
            continue
        _keep(typed, name, one.operation["text"])
        said |= {name: why} if why else {}
    for lost in astray:
        if lost["op"] != "remove" and lost["text"]:
            name = name_of({**lost, "op": "insert", "clause": len(past[-1].parts[lost["field"]])})
            _keep(typed, name, lost["text"])
            said[name] = _("Le passage que vous changiez n’existe pas : votre texte est mis ici, à la fin.")
    draft.typed = typed
    return said


def _raw(name: str, text: str) -> Operation:
    match = cast(re.Match[str], NAME.fullmatch(name))
    said = "" if match[2] == "remove" else text
    return {"field": match[1], "op": cast(Verb, match[2]), "clause": int(match[3]), "text": said}


def _at(one: Carried) -> tuple[str, str]:
    """The operation's name in the version it has come to, and what its author must know."""
    if one.state != "conflict":
        return name_of({**one.operation, "clause": one.start}), ""
    if one.start < one.end and one.operation["op"] != "insert":
        said = _("Ce passage a changé pendant que vous écriviez : voici ce qu’il est devenu, et votre texte.")
        return name_of({**one.operation, "clause": one.start}), said
    said = _("Le passage que vous changiez a été retiré du texte : votre texte est mis à sa place.")
    return name_of({**one.operation, "op": "insert", "clause": one.start}), said


def _keep(typed: dict[str, str], name: str, text: str) -> None:
    """Two texts that come to one place follow each other."""
    typed[name] = "\n\n".join(part for part in (typed.get(name, ""), text) if part)
