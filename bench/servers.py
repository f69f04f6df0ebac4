"""Starting, watching and ending the servers of the bench: only processes started here, by their id, on loopback."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICK = 1 / os.sysconf("SC_CLK_TCK")
READY_WITHIN = 30.0


@dataclass
class Server:
    port: int
    process: subprocess.Popen[str]
    told: dict[str, str] = field(default_factory=dict)

    def cpu(self) -> float:
        """Seconds of processor spent by the whole process since it began."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) * TICK

    def memory(self) -> int:
        """Resident bytes."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        line = next(line for line in text.splitlines() if line.startswith("Rss:"))
        return int(line.split()[1]) * 1024


@contextmanager
def serving(kind: str, *where: str | Path) -> Iterator[Server]:
    """A server of `bench.serve` for the time of the block."""
    port = free_port()
    command = [sys.executable, "-m", "bench.serve", kind, str(port), *map(str, where)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline() or "{}")
        wait_for(port, process)
        yield Server(port, process, told)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def environment() -> dict[str, str]:
    """Ours without the host's own settings of the forum; modules compiled once and kept, as where it is installed."""
    left_out = ("FORUM_", "PYTHONDONTWRITEBYTECODE")
    return {key: value for key, value in os.environ.items() if not key.startswith(left_out)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.005)
    raise RuntimeError("the server of the bench did not start")
