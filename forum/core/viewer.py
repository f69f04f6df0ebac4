"""Who is at the screen: nobody in particular, an open carnet (its key, in memory only), or somebody of the staff."""

from dataclasses import dataclass, field

from forum.core.crypto import expand, key_pair, packed

LABELS = ("voice", "grant", "vote", "sign", "echo", "box", "code")


@dataclass(frozen=True, slots=True)
class Viewer:
    """`key` is K of PSEUDONYMITY.md; from it comes one nullifier a scope, and none of them leads back to it."""

    key: bytes = field(default=b"", repr=False)
    staff_id: int = 0
    staff_name: str = ""
    card: bool = field(default=False, compare=False)  # opened with a card: code and four words, not eight

    @property
    def kind(self) -> str:
        return "carnet" if self.key else "staff" if self.staff_id else "anonymous"

    @property
    def signed_in(self) -> bool:
        return self.kind != "anonymous"

    @property
    def label(self) -> str:
        return self.staff_name or ("Mon carnet" if self.key else "")

    def nul(self, label: str, scope: str) -> bytes:
        """32 bytes: the same person acts once per scope, and two scopes cannot be linked."""
        if label not in LABELS:
            raise ValueError(f"unknown nullifier label: {label}")
        return expand(self.key, packed("carnet|v1", label, scope))

    def box(self, scope: str) -> tuple[bytes, bytes]:
        """(private, public) halves for messages about what this carnet did in that scope."""
        return key_pair(self.nul("box", scope))


NOBODY = Viewer()
