"""`python -m iot_posture`: the same as `iot-posture`."""

import sys

from iot_posture.cli import main

if __name__ == "__main__":
    sys.exit(main())
