"""An open petition, and what its tests do with it: sign, read the mail, let a slot pass."""

import email
import email.policy
import re
from datetime import timedelta

from forum.collectives.models import Collective
from forum.collectives.queries import enter_collective
from forum.core.crypto import argon2id, key_pair
from forum.core.outbox import send_mail
from forum.core.viewer import Viewer
from forum.petitions import actions
from forum.petitions.keyring import rules
from forum.petitions.keyring.queries import bunch_of
from forum.petitions.keyring.rules import lock_private
from forum.petitions.models import Petition
from forum.petitions.publication import publish_signatures
from tests.browser_lite import Page
from tests.world import World

PHRASE = "cinq mots pour les noms"
SALT = bytes(16)


class Scene:
    """`world` with one petition, open unless told otherwise."""

    def __init__(self, world: World, *, opened: bool = True, collective: Collective | None = None) -> None:
        self.world, self.collective = world, collective or world.collective
        self.petition = self._petition(opened)
        self.code, self.url = self.petition.code, f"/p/{self.petition.code}"
        self.team = f"/c/{self.collective.slug}/petitions/{self.code}"

    def _petition(self, opened: bool) -> Petition:
        today = self.world.clock().today
        private, public = key_pair()
        key = argon2id(PHRASE.encode(), SALT, 8, 1)
        sealed = actions.SealedKeys(public, lock_private(private, key, SALT, (8, 1)))
        wording = actions.Wording(
            title="Une visite pour chaque naissance",
            body="Nous demandons **deux postes**.",
            institution="",
            institution_name="Conseil départemental",
            organisation="Les Lendemains",
            demands=[],
            opens=today,
            closes=today + timedelta(days=60),
            goal=100,
        )
        now = self.world.clock()
        with self.world.house.db.write() as tx:
            place = enter_collective(tx, self.collective, self.world.olga)
            petition = actions.create(tx, place, wording, sealed, now)
            if opened:
                actions.open_petition(tx, place, petition, now)
                self._key(petition.code)
        return petition

    def _key(self, code: str) -> None:
        """The same at every run: under a drawn one, two names of one address in 256 look alike (decision 0013)."""
        folder = self.world.house.keys.folder
        many = len(list(folder.glob("petition-*.key")))
        (folder / f"petition-{code}.key").write_text(bytes([many + 1] * 32).hex() + "\n", encoding="ascii")

    def opened(self, phrase: str = PHRASE) -> rules.Opened:
        """What a phrase opens of the petition's keys as they are now."""
        with self.world.house.db.read() as tx:
            bunch = bunch_of(tx, self.petition.id)
        found = {(salt, cost): argon2id(phrase.encode(), salt, *cost) for salt, cost in bunch.locks()}
        return rules.opened(bunch, found)

    def sign(self, address: str = "lea@example.org", name: str = "Léa Canari", **other: str) -> Page:
        browser = self.world.browser()
        browser.get(self.url)
        page = browser.send("Signer", **{"name": name, "email": address, "quality": "concerned", **other})
        asked = [one for one in page.all("input", name="town") if one.get("value") == "keep"]
        return (
            browser.send("Signer", town="keep") if asked else page
        )  # a town of no list, kept as it is written

    def sign_with_carnet(self, who: Viewer, name: str = "", quality: str = "ally") -> Page:
        browser = self.world.browser(who)
        browser.get(f"{self.url}/carnet")
        return browser.send("Signer avec mon carnet", name=name, quality=quality)

    def mails(self) -> list[tuple[str, str, str]]:
        """(to, subject, body) of what has arrived since last time, the worker having run."""
        while send_mail(self.world.house):
            pass
        found = []
        for path in sorted((self.world.settings.data_dir / "mail").glob("*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            found.append((str(message["To"]), str(message["Subject"]), message.get_content()))
            path.unlink()
        return found

    def link(self) -> str:
        """The confirmation link of the one mail that waits."""
        ((_to, _subject, body),) = self.mails()
        return str(re.findall(r"http://[^/]+(/p/\S+/confirmation/\S+)", body)[0])

    def sign_and_confirm(self, address: str = "lea@example.org", **other: str) -> Page:
        self.sign(address, **other)
        browser = self.world.browser()
        browser.get(self.link())
        return browser.send("Je confirme")

    def slot(self) -> int:
        self.world.clock.forward(self.world.settings.signature_slot_seconds + 10)
        return publish_signatures(self.world.house)
