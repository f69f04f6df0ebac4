"""One thing that can be reported and decided on, whatever it is."""

from dataclasses import dataclass
from datetime import date

from forum.collectives.models import Collective
from forum.deliberation.draws.models import Lot
from forum.deliberation.merging.models import Merge
from forum.deliberation.models import Objection
from forum.demands.consultations.models import Consultation
from forum.demands.models import Platform
from forum.moderation.rules import KINDS as OTHERS
from forum.opinion_map.conversations.models import Conversation, ConversationPhrase
from forum.petitions.models import Petition
from forum.texts.authors.models import AuthorAnswer
from forum.texts.kinds import KINDS
from forum.texts.models import Amendment, Document, Evidence
from forum.texts.sources.models import SourceVerdict

Part = tuple[str, str]
Row = (
    Document | Evidence | Amendment | AuthorAnswer | Merge | Objection | SourceVerdict | Petition | Platform
    | Consultation | Conversation | ConversationPhrase | Lot
)  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """`above` is the text, or the map, it stands under, if it is not one itself; `thread` and `box` are where its author
    is told.

    `nul` is empty where nothing could be held back: staff's words, and an objection, which keeps none. `picture` is
    where the image of an image is.
    """

    row: Row
    ref: str
    kind: str
    title: str
    url: str
    parts: list[Part]
    voice: str
    day: date
    thread: str = ""
    box: bytes = b""
    nul: bytes = b""
    above: Document | Conversation | None = None
    picture: str = ""

    @property
    def removable(self) -> bool:
        """Whether its words can be destroyed: what the team publishes in its own name, it takes back itself."""
        return isinstance(self.row, Document | Amendment | Merge | Objection | SourceVerdict)

    @property
    def label(self) -> str:
        return kind_label(self.kind)

    @property
    def shown(self) -> bool:
        return not self.row.hidden and not (self.above and self.above.hidden)


def kind_label(kind: str) -> str:
    return KINDS[kind].label if kind in KINDS else OTHERS.get(kind, "texte")


def named(kind: str, fields: dict[str, str]) -> list[Part]:
    return [(f.label, fields[f.name]) for f in KINDS[kind].fields if fields.get(f.name)]


NEW = {
    "grievance": "doleances/nouvelle",
    "mechanism": "mecanismes/nouveau",
    "challenge": "contestations/nouvelle",
    "demand": "revendications/nouvelle",
}


def mending(collective: Collective, subject: Subject) -> dict[str, str]:
    """For its author, once it is hidden: its words, which no page shows them any more, and where one writes such a text."""
    if not isinstance(subject.row, Document):
        return {}
    new = NEW.get(subject.kind)
    return {
        "mend": f"/c/{collective.slug}/{new}" if new else subject.url,
        "words": "\n\n".join(text for _label, text in subject.parts),
    }
