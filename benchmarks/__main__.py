"""`make bench`: every benchmark, or those named: `python -m benchmarks synth policy_decisions`."""

import importlib
import sys

NAMES = ("synth", "policy_decisions", "checks", "proofs", "second_opinion")


def main(names: list[str]) -> int:
    """Run benchmarks and print their tables."""
    if unknown := [name for name in names if name not in NAMES]:
        print(f"benchmarks: {', '.join(unknown)} is not one of {', '.join(NAMES)}", file=sys.stderr)
        return 2
    for name in names or NAMES:
        print(f"\n== {name}")
        print("\n".join(importlib.import_module(f"benchmarks.{name}").run()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
