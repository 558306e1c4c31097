"""The analyser stands alone: no command of it loads the CDK, and it starts fast enough to be used in a hook."""

import subprocess
import sys

import pytest

HEAVY = ("aws_cdk", "jsii", "cdk_nag", "constructs", "cdk_secure_iot")


def loaded_by(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.splitlines()}


@pytest.mark.parametrize(
    "module", ["cli", "cli.check", "cli.explain", "cli.list", "cli.simulate", "cli.test", "checks", "policy"]
)
def test_the_analyser_never_loads_the_cdk(module: str) -> None:
    assert loaded_by(f"import iot_posture.{module}").isdisjoint(HEAVY)


def test_the_policy_language_needs_the_standard_library_only() -> None:
    loaded = loaded_by("import iot_posture.policy")
    outside = {name for name in loaded if name not in sys.stdlib_module_names and not name.startswith("_")}
    assert outside <= {"iot_posture", "site", "sitecustomize", "usercustomize"} | loaded_by("pass")


def test_the_summary_does_not_load_the_cdk() -> None:
    assert loaded_by("import cdk_secure_iot.summary").isdisjoint({"aws_cdk", "jsii", "cdk_nag"})
