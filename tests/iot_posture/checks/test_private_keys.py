"""IOT309 finds a private key however the file writes it, and is not slowed down by files that hold none."""

from pathlib import Path

import pytest

from iot_posture.analysis import analyse
from iot_posture.checks import CHECKS
from iot_posture.template import load_template

BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"
JSON = '{"Resources": {"Function": {"Type": "AWS::Lambda::Function", "Properties": {"Description": "%s"}}}}'
YAML = "Resources:\n  Function:\n    Type: AWS::Lambda::Function\n    Properties:\n      Description: %s\n"


def found(tmp_path: Path, name: str, text: str) -> list[str]:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return [finding.path for finding in analyse([load_template(file)], CHECKS) if finding.check_id == "IOT309"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plain.json", JSON % f"-----BEGIN PRIVATE KEY-----\\n{BODY}"),
        ("escaped.json", JSON % f"\\u002d----BEGIN PRIVATE KEY-----\\n{BODY}"),
        ("encoded.json", JSON % "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t"),
        ("plain.yaml", YAML % f"|\n        -----BEGIN PRIVATE KEY-----\n        {BODY}"),
        ("escaped.yaml", YAML % f'"\\x2d----BEGIN PRIVATE KEY-----\\n{BODY}"'),
        ("escaped-too.yaml", YAML % f'"-----BE\\u0047IN PRIVATE KEY-----\\n{BODY}"'),
        ("escaped-long.yaml", YAML % f'"-----BE\\U00000047IN PRIVATE KEY-----\\n{BODY}"'),
        ("continued-otherwise.yaml", YAML % f'"-----BE\\\u2028        GIN PRIVATE KEY-----\\n{BODY}"'),
        ("continued.yaml", YAML % f'"-----BE\\\n        GIN PRIVATE KEY-----\\n{BODY}"'),
    ],
)
def test_a_private_key_is_found_however_it_is_written(tmp_path: Path, name: str, text: str) -> None:
    assert found(tmp_path, name, text) == ["Properties.Description"]


def test_what_is_no_key_is_none(tmp_path: Path) -> None:
    assert found(tmp_path, "code.json", JSON % "-----BEGIN PRIVATE KEY----- is what a key begins with") == []
    assert found(tmp_path, "public.json", JSON % f"-----BEGIN CERTIFICATE-----\\n{BODY}") == []
