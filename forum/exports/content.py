"""What a printed document says, apart from how it looks. Plain values: whoever exports fills them in.

Nothing here is ever refused: a document with a gap prints with BROUILLON across it and says what is missing,
because the meeting is tomorrow morning.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from forum.core.i18n import _

SHEET_LINES = range(12, 16)
# What the law wants on each kind: whoever prints (loi du 29 juillet 1881, article 3), and, where names are gathered or
# handed over, what the GDPR wants to be told (article 13).
PRINTED = ("publisher", "address", "printer")
ANSWERED = ("publisher", "address", "contact")
GATHERED = ("controller", "purpose", "basis", "recipients", "retention", "rights")
ALL = ("publisher", "address", "contact", *GATHERED, "printer")


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

    def labelled(self, wanted: Collection[str] = ALL) -> list[tuple[str, str]]:
        """(label, value) of those that are wanted, in their order; what is the same for everybody is ours to say."""
        return [(label, value) for name, label, value in self._every() if name in wanted]

    def missing(self, wanted: Collection[str] = ALL) -> list[str]:
        return [label for label, value in self.labelled(wanted) if not value.strip()]

    def lacking(self, wanted: Collection[str] = ALL) -> list[tuple[str, str]]:
        """(field, label) of those that nobody has filled in: a page names the setting beside each."""
        return [(name, label) for name, label, value in self._every() if name in wanted and not value.strip()]

    def _every(self) -> list[tuple[str, str, str]]:
        consent = _(
            "Le consentement explicite de qui signe (RGPD, articles 6.1.a et 9.2.a), qui se retire à tout moment"
        )
        rights = _(
            "Accès, rectification, effacement, limitation, portabilité et retrait du consentement, au contact ; réclamation "
            "auprès de la CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, www.cnil.fr"
        )
        return [
            ("publisher", _("Éditeur"), self.publisher),
            ("address", _("Adresse"), self.address),
            ("contact", _("Contact et exercice des droits"), self.contact),
            ("controller", _("Responsable du traitement"), self.controller),
            ("purpose", _("Finalité"), self.purpose),
            ("basis", _("Base légale"), consent),
            ("recipients", _("Destinataires"), self.recipients),
            ("retention", _("Durée de conservation"), self.retention),
            ("rights", _("Droits"), rights),
            ("printer", _("Imprimeur"), self.printer),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What every page carries. `text_sha256` is the hash of the frozen text, computed where it was frozen."""

    title: str
    organiser: str
    addressee: str
    public_url: str
    text_sha256: str
    legal: LegalMentions

    @property
    def wanted(self) -> Collection[str]:
        """Which legal mentions this document carries."""
        return ALL

    def gaps(self) -> list[str]:
        """What is missing of the document itself."""
        own = {_("Titre"): self.title, _("Destinataire"): self.addressee}
        own |= {_("Adresse publique"): self.public_url, _("Empreinte du texte"): self.text_sha256}
        return [label for label, value in own.items() if not value.strip()]

    def missing(self) -> list[str]:
        return self.gaps() + self.legal.missing(self.wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderDoc(Document):
    """A letter to sign: no hash, since its words are still whoever's sends it; it gathers no names."""

    sender: str
    body: str
    written: date

    def missing(self) -> list[str]:
        return [] if "\n" in self.sender.strip() else [_("Adresse")]


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
    """One numbered demand; the three parts are Markdown. `signed`: what the petitions that carry it gathered, by tier;
    `asked`: its place in the consultations that asked about it; `later`: what was voted since, on another version."""

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
    cost: str = ""
    support: tuple[CollegeSupport, ...] = ()
    signed: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    result: str = ""
    later: str = ""

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
    """A cahier: what the colleges claim together, in order. It holds nobody's data. `unites` and `divides` come from
    the map of opinions, where there is one; `origin` tells how it was composed: (label, words)."""

    preamble: str = ""
    published: date | None = None
    origin: tuple[tuple[str, str], ...] = ()
    demands: tuple[DemandDoc, ...] = ()
    unites: tuple[str, ...] = ()
    divides: tuple[str, ...] = ()
    checkpoint: str = ""

    @property
    def wanted(self) -> Collection[str]:
        return (*ANSWERED, "printer")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TractDoc(Document):
    """Two sides of a sheet, `paper` "a4" or "a5": the claims and the code in front, the text behind, cut if it must be."""

    body: str
    claims: tuple[str, ...] = ()
    closes: date | None = None
    paper: str = "a4"

    def __post_init__(self) -> None:
        if self.paper not in ("a4", "a5"):
            raise ValueError("a tract is a4 or a5")

    @property
    def wanted(self) -> Collection[str]:
        return PRINTED


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody who is named; `said` is their quality and place, as they are told; `message`, on a list alone."""

    name: str
    said: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDoc(Document):
    """A letter: open, or a reminder. `kind` stands at its head; `subject` after « Objet »; `body` is Markdown.

    `shown` are those who chose to be named, and nobody else; `signatures` counts everybody.
    """

    kind: str
    subject: str
    body: str
    sender: str = ""
    place: str = ""
    dated: date | None = None
    enclosed: tuple[str, ...] = ()
    signatures: int | None = None
    shown: tuple[Signatory, ...] = ()
    checkpoint: str = ""

    @property
    def wanted(self) -> Collection[str]:
        return (*ANSWERED, *GATHERED) if self.shown else ANSWERED


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDoc(Document):
    """What is handed over, with a receipt to tear off. `pieces`: one line each. What is not known is filled in by hand."""

    pieces: tuple[str, ...]
    counts: tuple[Count, ...] = ()
    signatures: int | None = None
    dated: date | None = None
    checkpoint: str = ""

    @property
    def wanted(self) -> Collection[str]:
        return ANSWERED


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesDoc(Document):
    """Part of the list of those who signed, for the addressee: `first` is the rank of the first name, of `total`."""

    names: tuple[Signatory, ...]
    first: int = 1
    total: int = 0
    part: int = 1
    parts: int = 1
    public: bool = False

    @property
    def wanted(self) -> Collection[str]:
        return (*ANSWERED, *GATHERED)
