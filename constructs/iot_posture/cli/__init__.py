"""The `iot-posture` command."""

from iot_posture.cli.main import main

__all__ = ["main"]
