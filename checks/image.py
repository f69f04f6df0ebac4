"""The Dockerfile followed step by step without a container engine: `sudo python3 checks/image.py [PYTHON_PREFIX]`.

Each stage is an overlay over this machine in a private mount namespace, so nothing here is changed. RUN lines are
run as they are written; the last stage is then made read-only but for /tmp and the VOLUME, and served as its USER with
no privilege.
It cannot show what the base image holds: that there is no compiler, and how large the image is.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
Step = tuple[str, str]


def stages() -> list[list[Step]]:
    """Of each FROM, its instructions in order."""
    text = re.sub(r"(?m)^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8")).replace("\\\n", " ")
    lines = [line.strip().split(maxsplit=1) for line in text.splitlines() if line.strip()]
    found: list[list[Step]] = []
    for word, rest in lines:
        if word == "FROM":
            found.append([])
        else:
            found[-1].append((word, rest))
    return found


def call(*words: object, **options: object) -> None:
    subprocess.run([str(word) for word in words], check=True, **options)  # type: ignore[call-overload]


def overlay(name: str, place: Path, prefix: str) -> Path:
    """This machine as it is, seen through a layer that takes every change; the prefix stands where the image has Python."""
    upper, work, root = (place / f"{name}-{part}" for part in ("upper", "work", "root"))
    for folder in (upper, work, root):
        folder.mkdir()
    call("mount", "-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={upper},workdir={work}", root)
    for inside in ("proc", "dev"):
        call("mount", "--rbind", f"/{inside}", root / inside)
    if prefix != "/usr":
        call("mount", "--bind", prefix, root / "usr/local")
    return root


def build(steps: list[Step], root: Path, earlier: Path, env: dict[str, str]) -> dict[str, str]:
    """What the instructions say; returns those that speak of running."""
    said, folder = {}, "/"
    for word, rest in steps:
        print(f"  {word} {rest[:100]}", flush=True)
        if word == "RUN":
            call("chroot", root, "sh", "-euc", f"cd {folder} && {rest}", env=env)
        elif word == "WORKDIR":
            folder = rest
            (root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            copy(rest.split(), root, root / folder.lstrip("/"), earlier)
        elif word == "ENV":
            pairs = (pair.split("=", 1) for pair in shlex.split(rest))
            env |= {name: value.replace("$PATH", env["PATH"]) for name, value in pairs}
        else:
            said[word] = rest
    return said


def copy(words: list[str], root: Path, folder: Path, earlier: Path) -> None:
    if words[0].startswith("--from="):
        shutil.copytree(earlier / words[1].lstrip("/"), root / words[2].lstrip("/"), symlinks=True)
        return
    for path in (ROOT / words[0]).rglob("*") if words[0] == "." else [ROOT / words[0]]:
        name = path.relative_to(ROOT)
        if path.is_file() and not path.is_symlink() and kept(name):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / name)


def kept(name: Path) -> bool:
    """By the rules of .dockerignore: everything is left out but the lines that begin with an exclamation mark."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").split()
    wanted = [line[1:] for line in lines if line[0] == "!"]
    left = name.suffix == ".pyc" or "__pycache__" in name.parts
    return not left and any(name == Path(one) or Path(one) in name.parents for one in wanted)


def run(root: Path, said: dict[str, str], env: dict[str, str]) -> None:
    """Read-only, without privileges, as docs/hosting.fr.md starts it."""
    volume = root / said["VOLUME"].lstrip("/")
    user = said["USER"].split(":")
    call("mount", "-t", "tmpfs", "-o", f"mode=0700,uid={user[0]},gid={user[-1]}", "tmpfs", volume)
    call("mount", "-t", "tmpfs", "tmpfs", root / "tmp")
    call("mount", "-o", "remount,ro", root)
    inside = [
        "chroot", str(root), "setpriv", f"--reuid={user[0]}", f"--regid={user[-1]}", "--clear-groups", "--no-new-privs",
        "--bounding-set=-all", "--inh-caps=-all",
    ]  # fmt: skip
    refused = subprocess.run([*inside, "touch", "/opt/forum/x"], check=False, capture_output=True, text=True)
    assert "Read-only file system" in refused.stderr, refused
    health = json.loads(re.sub(r"^.*?CMD ", "", said["HEALTHCHECK"]))
    server = subprocess.Popen(
        [*inside, *json.loads(said["ENTRYPOINT"]), *json.loads(said["CMD"])], env=env, cwd=root
    )
    try:
        begun = time.monotonic()
        while subprocess.run([*inside, *health], env=env, check=False, capture_output=True).returncode:
            assert server.poll() is None and time.monotonic() - begun < 20, "never healthy"
            time.sleep(0.3)
        print(f"  healthy after {time.monotonic() - begun:.1f} s")
        call(*inside, *json.loads(said["ENTRYPOINT"]), "--help", env=env, stdout=subprocess.DEVNULL)
        print("  kept:", sorted(str(p.relative_to(volume)) for p in volume.rglob("*") if p.is_file()))
    finally:
        server.terminate()
        print("  stopped by SIGTERM with", server.wait(20))
    done = subprocess.run([*inside, *health], env=env, check=False, capture_output=True)
    assert done.returncode, "the health check says yes to a server that is gone"


def main(prefix: str) -> None:
    env = {
        "PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "FORUM_BASE_URL": "https://forum.example.org",
    }
    env |= {"LD_LIBRARY_PATH": "/usr/local/lib"} if prefix != "/usr" else {}  # an image has run ldconfig
    env |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    place, earlier = Path(tempfile.mkdtemp(prefix="image-")), Path("/")
    try:
        for number, steps in enumerate(stages()):
            print(f"stage {number + 1}")
            earlier, before = overlay(str(number), place, prefix), earlier
            said = build(steps, earlier, before, env)
        run(earlier, said, env)
    finally:
        call("umount", "--recursive", "--lazy", *place.glob("*-root"))
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    if "--inside" in sys.argv:
        main(sys.argv[1])
    else:
        prefix = sys.argv[1] if len(sys.argv) > 1 else sys.base_prefix
        os.execvp("unshare", ["unshare", "--mount", sys.executable, __file__, prefix, "--inside"])
