"""What must stand in the environment before the first test imports the CDK.

Which settings make a CDK test fast, and by how much, is measured: the CDK's own template validation takes most of a synth
and has tests of its own in child processes; temporary files on a RAM disk halve the rest.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
RAM_DISK = Path("/dev/shm")  # noqa: S108 -- used only where it exists and may be written to
OURS = "CDK_SECURE_IOT_TESTS_TMPDIR"
ENOUGH_BYTES = 256 * 2**20

os.environ["CDK_VALIDATION"] = "false"
# Node.js compiles into a new folder for each jsii process, and deletes none of them.
os.environ.pop("NODE_COMPILE_CACHE", None)
if "JSII_NODE" not in os.environ and (node := ROOT / ".venv/nodejs/node").exists():
    os.environ["JSII_NODE"] = str(node)
# The workers of pytest-xdist inherit the folder of the process that started them, which removes it when all is done.
if OURS not in os.environ:
    on_ram = os.access(RAM_DISK, os.W_OK | os.X_OK) and shutil.disk_usage(RAM_DISK).free > ENOUGH_BYTES
    folder = tempfile.mkdtemp(prefix="cdk-secure-iot-tests-", dir=RAM_DISK if on_ram else None)
    os.environ |= {OURS: folder, "TMPDIR": folder}
    tempfile.tempdir = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
