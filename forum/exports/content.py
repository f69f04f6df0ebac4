"""What a printed document says, apart from how it looks. Plain values: whoever exports fills them in.

Nothing here is ever refused: a document with a gap prints with BROUILLON across it and says what is missing,
because the meeting is tomorrow morning.
"""

from dataclasses import dataclass
from datetime import date

from forum.core.i18n import _

SHEET_LINES = range(12, 16)


@dataclass(frozen=True, slots=True)
class LegalMentions:
    """What the law wants on a text that circulates and that gathers names."""

    publisher: str = ""
    address: str = ""
    contact: str = ""
    controller: str = ""
    purpose: str = ""
    recipients: str = ""
    retention: str = ""
    printer: str = ""

    def labelled(self) -> list[tuple[str, str]]:
        return [
            (_("Éditeur"), self.publisher),
            (_("Adresse"), self.address),
            (_("Contact et exercice des droits"), self.contact),
            (_("Responsable du traitement"), self.controller),
            (_("Finalité"), self.purpose),
            (_("Destinataires"), self.recipients),
            (_("Durée de conservation"), self.retention),
            (_("Imprimeur"), self.printer),
        ]

    def missing(self) -> list[str]:
        return [label for label, value in self.labelled() if not value.strip()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What every page carries. `text_sha256` is the hash of the frozen text, computed where it was frozen."""

    title: str
    organiser: str
    addressee: str
    public_url: str
    text_sha256: str
    legal: LegalMentions

    def missing(self) -> list[str]:
        own = {
            _("Titre"): self.title,
            _("Destinataire"): self.addressee,
            _("Adresse publique"): self.public_url,
            _("Empreinte du texte"): self.text_sha256,
        }
        return [label for label, value in own.items() if not value.strip()] + self.legal.missing()


@dataclass(frozen=True, slots=True)
class Count:
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Erratum:
    day: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionDoc(Document):
    """`origin` says who adopted the text; `checkpoint` is the signed root of the signature log."""

    body: str
    origin: str = ""
    objectives: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    opens: date | None = None
    closes: date | None = None
    goal: int | None = None
    signatures: int | None = None
    counts: tuple[Count, ...] = ()
    errata: tuple[Erratum, ...] = ()
    checkpoint: str = ""


@dataclass(frozen=True, slots=True)
class CollegeSupport:
    """One college's ballot. Counts are None where they are too small to be published."""

    college: str
    outcome: str
    for_: int | None = None
    against: int | None = None
    abstain: int | None = None

    @property
    def counted(self) -> bool:
        return None not in (self.for_, self.against, self.abstain)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandDoc:
    """One numbered demand; the three parts are Markdown."""

    title: str
    kind: str = ""
    named: str = ""
    contested: str = ""
    claimed: str = ""
    addressee: str = ""
    responsible: str = ""
    deadline: date | None = None
    objectives: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    heard: str = ""
    criteria: tuple[str, ...] = ()
    equity: str = ""
    support: tuple[CollegeSupport, ...] = ()
    result: str = ""

    def parts(self) -> list[tuple[str, str]]:
        """The three rooms, those that say something."""
        rooms = [
            (_("Nommer"), self.named),
            (_("Contester"), self.contested),
            (_("Revendiquer"), self.claimed),
        ]
        return [(name, text) for name, text in rooms if text.strip()]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformDoc(Document):
    """A cahier: what the colleges claim together, in order."""

    preamble: str = ""
    adopted: date | None = None
    demands: tuple[DemandDoc, ...] = ()
    checkpoint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDoc(Document):
    """A signature sheet; `number` tells one printed batch from another, `pages` how many to print at once."""

    summary: str
    number: str = ""
    send_to: str = ""
    closes: date | None = None
    colleges: tuple[str, ...] = ("professionnel·les", "personnes concernées", "allié·es")
    lines: int = 14
    pages: int = 1

    def __post_init__(self) -> None:
        if self.lines not in SHEET_LINES or not 1 <= self.pages <= 50:
            raise ValueError("a sheet has 12 to 15 lines and 1 to 50 pages")
