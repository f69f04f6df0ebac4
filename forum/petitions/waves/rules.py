"""When many signatures at once ask for a look: from counts alone. No database, no clock, no person."""

from collections import Counter
from collections.abc import Collection, Iterable

from forum.core.i18n import later

# In one slot: so many of one mailbox's host, so many of carnets that nobody vouched for; and a tenth of all that came in
# it, for where thousands sign at once every host has its twenty.
OF_ONE_HOST, OPEN_CARNETS, SHARE = 20, 50, 10
Flow = tuple[
    str, str
]  # tier, and the host's mark of the day ("" for those that are open to all, and without an address)
REASONS = {
    "host": later("beaucoup de signatures en même temps, d’une même messagerie"),
    "open": later("beaucoup de signatures en même temps, de carnets sans attestation"),
}


def reason_of(flow: Flow) -> str:
    """Why such a flow is looked at when it swells; "" for what is never held."""
    tier, host = flow
    if tier == "email":
        return "host" if host else ""
    return "open" if tier == "open" else ""


def waves(flows: Iterable[Flow], joined: Collection[Flow], passed: Collection[Flow]) -> set[Flow]:
    """Those of a slot's flows that are held: swollen, or of a wave that waits already; never of one let through today."""
    every = Counter(flows)
    least, share = {"host": OF_ONE_HOST, "open": OPEN_CARNETS}, every.total() / SHARE
    counted = {flow: n for flow, n in every.items() if reason_of(flow)}
    swollen = {flow for flow, n in counted.items() if n >= max(least[reason_of(flow)], share)}
    return (swollen | (counted.keys() & set(joined))) - set(passed)
