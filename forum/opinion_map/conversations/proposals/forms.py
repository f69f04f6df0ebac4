"""What is typed to propose a phrase, and to refuse one."""

from forum.http.forms import Form, line, prose
from forum.opinion_map.conversations.rules import MOST_SIGNS


class ProposalForm(Form):
    """`other`: whoever writes was shown what is alike, and says that theirs is another idea."""

    proposed: line(MOST_SIGNS)  # type: ignore[valid-type]
    other: bool = False
    relaxed: bool = False


class RefusalForm(Form):
    why: prose(1000)  # type: ignore[valid-type]
    relaxed: bool = False
