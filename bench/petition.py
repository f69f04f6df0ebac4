"""An open petition, as an organiser would have left it, and as many signatures as wanted."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from sqlalchemy import insert
from sqlmodel import Session, select

from bench.one_row import SEALED
from forum.collectives.models import Collective
from forum.core.crypto import key_pair
from forum.petitions.journal.models import Checkpoint
from forum.petitions.models import LogHead, LogLeaf, Petition, Signature, SignatureCount
from forum.registers.models import Institution

CODE = "benchpet"
CHUNK = 5_000


def signed(many: int) -> Callable[[Session], None]:
    """The petition with `many` signatures, counted and in its log: drawn the same at every run."""

    def add(tx: Session) -> None:
        petition, draw, day = add_petition(tx), Random(11), date(2026, 3, 1)
        kind = {"petition_id": petition, "tier": "email", "college": "concerned"}
        tx.add(SignatureCount(petition_id=petition, day=day, tier="email", college="concerned", n=many))
        tx.add(LogHead(petition_id=petition, size=many, count=many, root=draw.randbytes(32)))
        # Signed already: nothing is due, and what is measured is signing and reading.
        signed = {"root": b"r" * 32, "public": b"k" * 32, "signature": b"s" * 64}
        tx.add(Checkpoint(petition_id=petition, size=many, count=many, **signed))
        tx.flush()
        for start in range(0, many, CHUNK):
            leaves = range(start, min(start + CHUNK, many))
            sealed = {**kind, "territory": "", "sealed": draw.randbytes(SEALED), "day": day}
            rows = [
                {
                    **sealed,
                    "leaf": n,
                    "nul": draw.randbytes(32),
                    "salt": draw.randbytes(16),
                    "withdrawal": draw.randbytes(32),
                }
                for n in leaves
            ]
            tx.connection().execute(insert(Signature), rows)
            log = {"petition_id": petition, "kind": "add", "reason": ""}
            tx.connection().execute(
                insert(LogLeaf), [{**log, "leaf": n, "hash": draw.randbytes(32)} for n in leaves]
            )

    return add


def add_petition(tx: Session) -> int:
    place = tx.exec(select(Collective)).one()
    institution = Institution(collective_id=place.id, name="Conseil départemental")
    tx.add(institution)
    tx.flush()
    _, public = key_pair()
    petition = Petition(
        code=CODE,
        collective_id=place.id,
        institution_id=institution.id,
        title="Une visite pour chaque naissance",
        body="Nous demandons deux postes.",
        body_html="<p>Nous demandons deux postes.</p>",
        sha256="0" * 64,
        state="open",
        opens=date.today() - timedelta(days=1),  # noqa: DTZ011  # any open day will do
        closes=date.today() + timedelta(days=60),  # noqa: DTZ011
        goal=1000,
        public_key=public,
    )
    tx.add(petition)
    tx.flush()
    return petition.id
