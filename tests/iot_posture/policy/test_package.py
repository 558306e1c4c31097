"""The package: its names are there however it was loaded, and loading it loads little."""

import importlib
import subprocess
import sys

import pytest

from iot_posture import policy


@pytest.mark.parametrize("name", policy.__all__)
def test_each_name_is_what_its_module_calls_so(name: str) -> None:
    home = importlib.import_module(f"iot_posture.policy.{policy._MODULE[name]}")
    assert getattr(policy, name) is getattr(home, name)


def test_no_name_is_also_a_module_which_would_hide_it_once_it_is_loaded() -> None:
    assert set(policy.__all__).isdisjoint(policy._HOME)


def test_a_name_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Evaluate'; it has Answer, AttachedPolicy, Certificate"):
        _ = policy.Evaluate


def test_who_writes_documents_does_not_load_what_decides_on_them() -> None:
    code = "import sys; from iot_posture.policy import PolicyDocument; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {name for name in loaded if name.startswith("iot_posture.policy.")} == {
        "iot_posture.policy.documents",
        "iot_posture.policy.errors",
    }
