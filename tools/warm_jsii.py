"""Load the CDK once and let jsii finish its caches, so that the first synth is as fast as every later one.

jsii unpacks the CDK's JavaScript into a cache and indexes it in a background worker, whose work is lost when the process
ends first; a short app never finishes it. Cold, an empty app takes about fifteen times as long.
"""

import importlib.metadata
import os
import sys
import time
from pathlib import Path

PATIENCE_S = 120
INDEX = ".jsii.runtime.v1.json"
PACKAGES = ("aws-cdk-lib", "cdk-nag")


def cache_root() -> Path:
    """Where jsii 1.142 unpacks packages on Linux, macOS and, by default, nowhere else that has make."""
    if root := os.environ.get("JSII_RUNTIME_PACKAGE_CACHE_ROOT"):
        return Path(root)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "com.amazonaws.jsii" / "package-cache"
    return Path.home() / ".cache" / "aws" / "jsii" / "package-cache"


def indexed(package: str) -> bool:
    """Whether jsii has finished the index of the installed version of a package."""
    return any((cache_root() / package / importlib.metadata.version(package)).glob(f"*/{INDEX}"))


def main() -> None:
    """Load the packages that a synth loads and wait for their indexes."""
    if os.environ.get("JSII_RUNTIME_PACKAGE_CACHE") == "disabled" or all(map(indexed, PACKAGES)):
        return
    deadline = time.monotonic() + PATIENCE_S
    # Imported for what the import does: it starts jsii, which unpacks and indexes while this process lives.
    __import__("aws_cdk")
    __import__("cdk_nag")
    while time.monotonic() < deadline:
        if all(map(indexed, PACKAGES)):
            return
        time.sleep(0.2)
    print(
        f"warm_jsii: no index in {cache_root()} after {PATIENCE_S} s; synth works, but starts slower", file=sys.stderr
    )


if __name__ == "__main__":
    main()
