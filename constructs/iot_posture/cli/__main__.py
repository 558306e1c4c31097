"""`python -m iot_posture.cli`, where the command `iot-posture` is not on PATH."""

import sys

from iot_posture.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
