"""A command that fails says where and of which kind, and quotes nothing: what it was about may be somebody's words."""

import subprocess
from pathlib import Path

import pytest

from tests.ops.conftest import Forum
from tests.ops.test_served import COMMAND, ROOT, environment

SECRET = "zqsecret"
PATCHED = f"""
from forum import rooms
from forum.cli import main, serve

def boom(*_args):
    raise ValueError("{SECRET}")

{{patch}}
main()
"""


def start(tmp_path: Path, patch: str, *words: str) -> "subprocess.Popen[str]":
    python = COMMAND[0]
    return subprocess.Popen(
        [python, "-c", PATCHED.format(patch=patch), *words],
        env=environment(tmp_path / "var", ROOT),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.slow
def test_a_job_that_fails_is_told_without_its_words_and_the_worker_goes_on(tmp_path: Path) -> None:
    process = start(tmp_path, "rooms.jobs = lambda: [boom]", "worker")
    assert process.stdout is not None
    said = ""
    with process.stdout as lines:
        for line in iter(lines.readline, ""):
            said += line
            if said.count("job boom") == 2:  # it went on to a second round
                break
        process.terminate()
        said += lines.read()
        assert process.wait(20) == 0, said
    assert "ValueError" in said
    assert "in boom" in said
    assert SECRET not in said


@pytest.mark.parametrize("command", ["worker", "publish"])
def test_a_command_that_fails_is_told_without_its_words(tmp_path: Path, command: str) -> None:
    process = start(tmp_path, "serve.house = boom", command)
    said, _none = process.communicate(timeout=60)
    assert process.returncode == 70
    assert "ValueError" in said
    assert "une faute du logiciel" in said
    assert SECRET not in said


def test_a_refusal_is_still_one_clear_line(forum: Forum) -> None:
    assert "FORUM_PORT" in forum.line("worker", port="pas un nombre")
