"""Who may do what (one table), and when the next slot is. Pure."""

from collections.abc import Collection

SLOT_MARGIN = (
    60  # seconds: an act that arrives just before a slot waits for the next one, or it would be alone in it
)

# What a person is in a collective: a visitor (may only read), the holder of an open carnet, a member of a college,
# or somebody of the staff.
OPEN = frozenset({"open"})
MEMBERS = frozenset({"professional", "concerned", "ally"})
DECIDING = frozenset({"professional", "concerned"})
ORGANISERS = frozenset({"organiser"})
STAFF = frozenset({"organiser", "moderator", "facilitator"})

PERMISSIONS: dict[str, frozenset[str]] = {
    "read": frozenset({"visitor"}) | OPEN | MEMBERS | STAFF,
    "read members only": MEMBERS | STAFF,
    "write": OPEN | MEMBERS | ORGANISERS | {"facilitator"},
    "write as member": MEMBERS | ORGANISERS | {"facilitator"},
    "echo": OPEN | MEMBERS,
    "vote": MEMBERS,
    "assess": DECIDING,
    "sign": OPEN | MEMBERS,
    "organise": ORGANISERS,
    "moderate": frozenset({"moderator"}),
    "prepare a workshop": ORGANISERS | {"facilitator"},
    "see the team's pages": STAFF,
}


def may(roles: Collection[str], act: str) -> bool:
    """Whether any of these roles allows the act. An unknown act is a mistake of ours: KeyError."""
    return not PERMISSIONS[act].isdisjoint(roles)


def next_slot(epoch: int, slot_minutes: int) -> int:
    """The moment (epoch seconds) at which what is sent now becomes public: multiples of `slot_minutes` from midnight UTC."""
    step = slot_minutes * 60
    margin = min(SLOT_MARGIN, step // 10)
    return -(-(epoch + margin) // step) * step


def shown(count: int, least: int = 5) -> str:
    """A small count of persons is not told exactly (PSEUDONYMITY 7)."""
    return str(count) if count >= least or count == 0 else f"moins de {least}"
