"""Prints how many messages the reference fleet sends to the jsii kernel: a number without noise."""

import runpy

import jsii


def main() -> None:
    """Count while the fleet is composed and synthesized."""
    process = jsii._runtime.kernel.provider._process  # type: ignore[attr-defined]
    send, count = process.send, 0

    def counted(*arguments: object, **named: object) -> object:
        nonlocal count
        count += 1
        return send(*arguments, **named)

    process.send = counted
    runpy.run_module("benchmarks.apps.fleet_app", run_name="__main__")
    print(count)


if __name__ == "__main__":
    main()
