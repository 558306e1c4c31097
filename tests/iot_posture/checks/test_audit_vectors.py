"""Findings name an audit check of Device Defender exactly where that audit says NON_COMPLIANT.

The vectors follow the pages of the Device Defender guide, one per check, read 2026-11-22.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from iot_posture.analysis import analyse
from iot_posture.checks import CHECKS
from iot_posture.facts.audit_checks import AUDIT_CHECKS
from iot_posture.template import Template, read_certificate

Json = dict[str, Any]
VECTORS: list[Json] = json.loads((Path(__file__).parent / "data" / "audit-vectors.json").read_text(encoding="utf-8"))
CERTIFICATES = Path(__file__).parents[1] / "template" / "data"
NO_TEMPLATE_TELLS = {
    "CONFLICTING_CLIENT_IDS_CHECK": "connections of the last 31 days",
    "DEVICE_CERTIFICATE_AGE_CHECK": "since when a certificate is active",
    "DEVICE_CERTIFICATE_SHARED_CHECK": "connections of the last 31 days",
    "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK": "the revocation list of the issuer",
    "IOT_ROLE_ALIAS_ALLOWS_ACCESS_TO_UNUSED_SERVICES_CHECK": "which services a role used within a year",
    "REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK": "the revocation list of the issuer",
    "REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK": "the revocation list of the issuer",
}
LEFT_TO_THE_AUDIT = {"CA_CERTIFICATE_KEY_QUALITY_CHECK", "DEVICE_CERTIFICATE_KEY_QUALITY_CHECK"}


def template_of(vector: Json) -> Template | None:
    """What the audit looks at as a template; None where no template holds it."""
    check, document = vector["check"], vector["document"]
    match check.split("_"):
        case ["IOT", "POLICY", *_]:
            resources = {"P": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}}
        case ["IOT", "ROLE", "ALIAS", *_]:
            resources = with_role({"Type": "AWS::IoT::RoleAlias", "Properties": {"RoleArn": ROLE_ARN}}, document)
        case ["AUTHENTICATED" | "UNAUTHENTICATED" as who, *_]:
            properties = {"IdentityPoolId": "pool", "Roles": {who.lower(): ROLE_ARN}}
            resources = with_role(
                {"Type": "AWS::Cognito::IdentityPoolRoleAttachment", "Properties": properties}, document
            )
        case ["LOGGING", *_]:
            resources = {"L": document}
        case ["CA" | "DEVICE" as kind, "CERTIFICATE", "EXPIRING", *_]:
            return expiring(kind, document)
        case _:
            return None
    return Template.from_dict({"Resources": resources}, file="vector.json")


ROLE_ARN = {"Fn::GetAtt": ["Role", "Arn"]}


def with_role(user: Json, document: Json) -> Json:
    policies = [{"PolicyName": "p", "PolicyDocument": document}]
    properties = {"AssumeRolePolicyDocument": {"Statement": []}, "Policies": policies}
    return {"User": user, "Role": {"Type": "AWS::IAM::Role", "Properties": properties}}


def expiring(kind: str, document: Json) -> Template:
    """A certificate in PEM form that ends when the vector says, on the day of the vector's audit."""
    ends = {pem: read_certificate(pem) for pem in (file.read_text() for file in CERTIFICATES.glob("*.pem"))}
    (pem,) = (
        text for text, read in ends.items() if read and f"{read.not_after:%Y-%m-%dT%H:%M:%SZ}" == document["notAfter"]
    )
    name, kind = ("CACertificatePem", "CACertificate") if kind == "CA" else ("CertificatePem", "Certificate")
    properties = {name: pem, "CertificateMode": "SNI_ONLY", "Status": document["status"]}
    resources = {"C": {"Type": f"AWS::IoT::{kind}", "Properties": properties}}
    template = Template.from_dict({"Resources": resources}, file="vector.json")
    template.as_of = date.fromisoformat(document["auditTime"].partition("T")[0])
    return template


def audits_named_in(template: Template) -> set[str | None]:
    return {finding.device_defender for finding in analyse([template], CHECKS)}


@pytest.mark.parametrize(
    "vector",
    [pytest.param(each, id=each["id"]) for each in VECTORS if each["check"] not in NO_TEMPLATE_TELLS],
)
def test_the_verdict_is_that_of_the_audit(vector: Json) -> None:
    template = template_of(vector)
    assert template is not None
    assert (vector["check"] in audits_named_in(template)) is (vector["expected"] == "NON_COMPLIANT"), vector["why"]


@pytest.mark.parametrize(
    "vector", [pytest.param(each, id=each["id"]) for each in VECTORS if each["check"] in NO_TEMPLATE_TELLS]
)
def test_no_verdict_is_given_on_what_no_template_tells(vector: Json) -> None:
    template = template_of(vector)
    if template is not None:
        assert vector["check"] not in audits_named_in(template)
    assert vector["check"] not in {check.device_defender for check in CHECKS}


def test_every_vector_is_judged_or_shown_to_be_undecidable() -> None:
    assert len(VECTORS) == 42
    assert {vector["check"] for vector in VECTORS} <= set(AUDIT_CHECKS.values())
    undecided = [vector["id"] for vector in VECTORS if vector["check"] in NO_TEMPLATE_TELLS]
    assert undecided == ["unused-001", "unused-003", "cert-007", "cert-010", "cert-011", "cert-012"]


def test_the_checks_and_the_exceptions_are_all_the_audit_checks() -> None:
    named = {check.device_defender for check in CHECKS} | {"CA_CERTIFICATE_EXPIRING_CHECK"}
    assert named - {None} | set(NO_TEMPLATE_TELLS) | LEFT_TO_THE_AUDIT == set(AUDIT_CHECKS.values())
    assert not named & (set(NO_TEMPLATE_TELLS) | LEFT_TO_THE_AUDIT)


def test_the_day_of_the_audit_decides_whether_a_certificate_expires() -> None:
    (soon,) = (vector["document"] for vector in VECTORS if vector["id"] == "cert-005")
    early = soon | {"auditTime": "2026-11-09T00:00:00Z"}
    assert audits_named_in(expiring("CA", early)) == set()
    assert audits_named_in(expiring("CA", soon)) == {"CA_CERTIFICATE_EXPIRING_CHECK"}
