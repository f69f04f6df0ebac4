"""Strangers' files, and long arithmetic, in a process of its own that can neither eat the machine nor touch it.

Both halves are here: `ask` is the house's, `serve` is the process's. So this imports nothing of ours, and the process
holds this file and the one that does its work, nothing else of the house.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

ROOT = str(Path(__file__).parents[2])
# No argument of the command, no environment and no folder but ours: what is read can reach nothing.
PATH = "import sys; sys.path.insert(0, {root!r}); "
COMMAND = (
    PATH
    + "from forum.core import apart; import {work} as work; apart.serve(work.made, {memory}, {seconds}, {nice})"
)
MEMORY = 768 * 1024 * 1024
SECONDS = 10  # of processor, counted by the system in the process
WAIT = 20.0  # seconds, counted by whoever asks
BROKEN = 13  # the exit code of a process whose file is damaged; the refusals of each work have others
_one = threading.Semaphore(1)  # a photograph or a book takes hundreds of megabytes while it is read


class Refused(Exception):
    """Its arguments: the process's exit code (below zero: it was stopped), and the kind of fault if it was one."""

    def __init__(self, code: int, kind: str = "") -> None:
        super().__init__(code, kind)
        self.code, self.kind = code, kind


@dataclass(frozen=True)
class Bounds:
    """Of work that is ours: it may last, behind whoever is served (`nice`), and keeps no reader waiting."""

    memory: int
    seconds: int
    wait: float
    nice: int


class TooLong(Exception):
    """It was not done in `WAIT` seconds."""


def ask(work: str, data: bytes, own: Bounds | None = None) -> bytes:
    """What the module `work` makes of `data` with its function `made`. Refused, TooLong. Never on the event loop."""
    bounds = own or Bounds(MEMORY, SECONDS, WAIT, 0)
    limits = {"memory": bounds.memory, "seconds": bounds.seconds, "nice": bounds.nice}
    with _one if own is None else nullcontext():
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-c", COMMAND.format(root=ROOT, work=work, **limits)],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a reader's complaint quotes the file
                env={},
                cwd="/",
                timeout=bounds.wait,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TooLong from None
    if done.returncode:
        kind = done.stdout.decode("ascii", "replace") if done.returncode == BROKEN else ""
        raise Refused(done.returncode, kind)
    return done.stdout


def serve(made: Callable[[bytes], bytes], memory: int, seconds: int, nice: int) -> None:
    """In the process: the file from its entry, what is made of it to its exit, and nothing else anywhere."""
    limit(memory, seconds, nice)
    try:
        sys.stdout.buffer.write(made(sys.stdin.buffer.read()))
    except Refused as refused:
        sys.exit(refused.code)
    except Exception as error:  # whatever a damaged file does to a reader; its words would quote the file
        sys.stdout.write(type(error).__name__)  # its kind alone, for the log of whoever asked
        sys.exit(BROKEN)


def limit(memory: int, seconds: int, nice: int) -> None:
    try:
        import resource
    except ImportError:  # not a Unix
        return
    os.nice(nice)
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
