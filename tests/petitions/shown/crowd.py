"""Many signatures at once, as they wait for their slot."""

from secrets import token_bytes

from forum.collectives.actions import set_territories
from forum.collectives.models import Collective
from forum.petitions.models import PendingSignature
from tests.petitions.scene import Scene

DEPARTMENTS = [("33", "Gironde"), ("75", "Paris"), ("2A", "Corse-du-Sud"), ("48", "Lozère")]


def wait(
    scene: Scene, territory: str = "", n: int = 1, college: str = "concerned", tier: str = "email"
) -> None:
    with scene.world.house.db.write() as tx:
        for _ in range(n):
            row = PendingSignature(
                petition_id=scene.petition.id,
                nul=token_bytes(32),
                tier=tier,
                college=college,
                territory=territory,
                sealed=b"sealed",
                confirmed=True,
            )
            tx.add(row)


def come(scene: Scene, places: dict[str, int], college: str = "concerned") -> None:
    """So many from each place, in one slot."""
    for territory, n in places.items():
        wait(scene, territory, n, college)
    scene.slot()


def of_france(scene: Scene) -> None:
    """The collective's places become departments."""
    with scene.world.house.db.write() as tx:
        collective = tx.get(Collective, scene.collective.id)
        assert collective
        set_territories(tx, collective, DEPARTMENTS)
