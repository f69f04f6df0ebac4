"""What is typed to change a statement: any of the fields of its kind."""

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.body import Body
from forum.texts.amendments.forms import typed
from forum.texts.kinds import Kind


def fields_of(body: Body, kind: Kind) -> dict[str, str]:
    """Those that were sent, as they are kept; Invalid, field by field, for signs that are refused."""
    sent = {name for name, _value in body.pairs}
    found, wrong = {}, {}
    for field in (f for f in kind.fields if f.name in sent):
        try:
            found[field.name] = typed(field, body.get(field.name))
        except ValueError:
            wrong[field.name] = _("Ce texte contient des signes invisibles qui ne sont pas acceptés.")
    if wrong:
        raise Invalid(wrong)
    return found
