"""From nothing to the first page, and the memory of a worker at rest, beside importing the same libraries."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from bench.load import once
from bench.pages import LIST
from bench.servers import Server, environment, serving

IMPORTS = "import fastapi, sqlmodel, jinja2, uvicorn"
ROUNDS = 5


def imports() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True, env=environment())
    return time.perf_counter() - began


def first_page(folder: Path) -> float:
    began = time.perf_counter()
    with serving("house", folder) as house:
        once(house, LIST)
        return time.perf_counter() - began


def cold(folder: Path) -> float:
    """The median of several ratios, each of two starts one after the other (files are warm for both)."""
    imports()
    first_page(folder)
    return median(first_page(folder) / imports() for _ in range(ROUNDS))


def resting(house: Server) -> tuple[float, float]:
    """(ratio of resident memory, megabytes)."""
    code = f"{IMPORTS}\nprint(flush=True)\ninput()"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        process.stdout.readline()
        libraries = Server(0, process).memory()
        process.stdin.write("\n")
    ours = house.memory()
    return ours / libraries, ours / 1e6
