"""The entry point: picks a command, loads only that command's module, and turns errors into exit codes.

Exit codes are the same for every command: 0 nothing to report, 1 something was found, 2 the question could not be run;
and 3, from `prove` and `diff`, that it is undecided.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from iot_posture import __version__

COMMANDS = {
    "check": "find what is insecure in CloudFormation templates",
    "diff": "compare what two versions of policies allow",
    "explain": "print the documentation of a check",
    "list": "list the checks",
    "prove": "decide something about policies for all devices and all topics",
    "simulate": "decide one request of one device, and say why",
    "test": "run policy tests: questions with the answers you expect",
}
"""Each command is the module of its name in this package, with `run(arguments) -> int`."""


class UsageError(Exception):
    """The command could not run: the message says why and what to do next."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `iot-posture` and return its exit code."""
    width = max(map(len, COMMANDS))
    parser = argparse.ArgumentParser(
        prog="iot-posture",
        description="Finds and proves what AWS IoT policies and templates allow, without an AWS account.",
        epilog="commands:\n" + "\n".join(f"  {name:<{width}}  {does}" for name, does in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"iot-posture {__version__}")
    parser.add_argument("command", choices=COMMANDS, metavar="command", help="one of the commands below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="see `iot-posture COMMAND --help`")
    given = sys.argv[1:] if arguments is None else list(arguments)
    if not given:
        parser.print_help(sys.stderr)
        return 2
    parsed = parser.parse_args(given)
    command = importlib.import_module(f"iot_posture.cli.{parsed.command}")
    try:
        code = int(command.run(parsed.arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough, as `| head` does. Python would complain again when it closes the stream at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except UsageError as error:
        print(f"iot-posture {parsed.command}: {error}", file=sys.stderr)
        return 2
    return code
