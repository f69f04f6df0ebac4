"""`make test`: every part in order, with its time and its count, and what was left out and why.

With CI=true a part that is left out is a failure; texts that are not ours to publish are the one exception.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent
CI = os.environ.get("CI") == "true"
SUMMARY = re.compile(r"(\d+) (passed|failed|errors?|skipped)")
SKIPPED = re.compile(r"^SKIPPED \[(\d+)\] \S+?: (.*)$")
ALLOWED = re.compile(r"FORUM_REAL_DATA|shared/real|real data|real leaflet|left out: no", re.IGNORECASE)
NOTHING_COLLECTED = 5
ORDINARY = "not browser and not slow"


@dataclass
class Tally:
    passed: int = 0
    failed: int = 0
    broken: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def run(name: str, words: list[str], tally: Tally) -> None:
    """One part: its output as it comes, then its time and result."""
    print(f"\n── {name}", flush=True)
    begun, lines = time.monotonic(), []
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as part:
        assert part.stdout is not None
        for line in part.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    pytest = "pytest" in words
    said = _count(lines, tally) if pytest else ""
    good = part.returncode == 0 or (pytest and part.returncode == NOTHING_COLLECTED)
    if not good:
        tally.broken.append(name)
    if pytest and part.returncode == NOTHING_COLLECTED:
        tally.left.append(f"{name} : aucun test")
    print(f"── {name} : {'bien' if good else 'ÉCHEC'} · {said}{time.monotonic() - begun:.0f} s", flush=True)


def _count(lines: list[str], tally: Tally) -> str:
    """Read pytest's last line, and the reasons of what it skipped."""
    counts = {
        kind.rstrip("s") if kind.startswith("error") else kind: int(n)
        for n, kind in SUMMARY.findall(lines[-1] if lines else "")
    }
    tally.passed += counts.get("passed", 0)
    tally.failed += counts.get("failed", 0) + counts.get("error", 0)
    tally.left += [f"{n} × {why}" for n, why in (m.groups() for m in map(SKIPPED.match, lines) if m)]
    return "".join(f"{n} {kind}, " for kind, n in counts.items())


def parts() -> list[tuple[str, list[str]]]:
    pytest = [str(BIN / "python"), "-m", "pytest", "-rs"]
    return [
        ("ruff check", [str(BIN / "ruff"), "check", "."]),
        ("ruff format", [str(BIN / "ruff"), "format", "--check", "."]),
        (
            "mypy",
            [str(BIN / "mypy"), *(name for name in ("forum", "tests", "bench") if (ROOT / name).is_dir())],
        ),
        ("import-linter", [str(BIN / "lint-imports")]),
        ("tests, partie rapide", [*pytest, "-n", "2", "-m", f"not journey and not postgres and {ORDINARY}"]),
        ("tests, longs parcours", [*pytest, "-n", "2", "-m", f"journey and {ORDINARY}"]),
        ("tests, PostgreSQL", [*pytest, "-n", "2", "-m", f"postgres and {ORDINARY}"]),
        ("tests, partie lente", [*pytest, "-m", "slow and not browser"]),
        ("tests, navigateur", [*pytest, "-m", "browser"]),
    ]


def postgres() -> str:
    """Why PostgreSQL is left out, or nothing."""
    import psycopg

    url = os.environ.get("FORUM_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
    try:
        psycopg.connect(url.replace("+psycopg", ""), connect_timeout=2).close()
    except psycopg.OperationalError:
        return "PostgreSQL : pas de serveur à 127.0.0.1:5432 (ou à FORUM_TEST_POSTGRES), tout passe sur SQLite seul"
    return ""


def browser() -> str:
    wanted = os.environ.get("FORUM_TEST_CHROMIUM", "/usr/bin/chromium")
    return "" if Path(wanted).exists() else f"navigateur : pas de Chromium à {wanted} (FORUM_TEST_CHROMIUM)"


def node() -> str:
    """axe, html-validate and oidc-provider, used by tests alone, at the versions of checks/package-lock.json."""
    checks = ROOT / "checks"
    npm = shutil.which("npm")
    if not (checks / "package.json").is_file() or _installed(checks):
        return "" if shutil.which("node") else "node : absent, html-validate et oidc-provider laissés de côté"
    if npm is None:
        return "node : npm absent, axe, html-validate et oidc-provider laissés de côté"
    done = subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=checks, check=False)
    return (
        "" if done.returncode == 0 else "node : npm n’a pas pu installer axe, html-validate et oidc-provider"
    )


def _installed(checks: Path) -> bool:
    """Whether node_modules holds what the lock wants: a module added since counts as missing."""
    wanted, here = checks / "package-lock.json", checks / "node_modules" / ".package-lock.json"
    return here.is_file() and _versions(wanted) == _versions(here)


def _versions(lock: Path) -> dict[str, str]:
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return {name: package["version"] for name, package in packages.items() if name}


def main() -> int:
    tally = Tally()
    tally.left += [why for why in (postgres(), browser(), node()) if why]
    for name, words in parts():
        run(name, words, tally)
    refused = [why for why in tally.left if CI and not ALLOWED.search(why)]
    print("\nLaissé de côté :" if tally.left else "\nRien n’a été laissé de côté.")
    for why in tally.left:
        print(f"  {why}")
    if refused:
        print("Avec CI=true, une partie laissée de côté est un échec.")
    if tally.broken:
        print(f"En échec : {', '.join(tally.broken)}")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.broken or refused else 0


if __name__ == "__main__":
    sys.exit(main())
