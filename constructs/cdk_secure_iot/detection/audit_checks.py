"""The audit checks of AWS IoT Device Defender: names and severities, as data.

Source: https://docs.aws.amazon.com/iot-device-defender/latest/devguide/device-defender-audit-checks.html, read 2026-11-22.
A test compares the names with the CloudFormation schema that ships with cfn-lint and with the CDK's L1.
"""

from enum import StrEnum
from typing import Literal

from iot_posture.facts.audit_checks import AUDIT_CHECKS

Severity = Literal["Critical", "High", "Medium", "Low"]


class AuditCheck(StrEnum):
    """A check of the audit, by the name that the AWS API gives it."""

    severity: Severity

    AUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE = "AUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK", "Critical"
    CA_CERTIFICATE_EXPIRING = "CA_CERTIFICATE_EXPIRING_CHECK", "Medium"
    CA_CERTIFICATE_KEY_QUALITY = "CA_CERTIFICATE_KEY_QUALITY_CHECK", "Critical"
    CONFLICTING_CLIENT_IDS = "CONFLICTING_CLIENT_IDS_CHECK", "High"
    DEVICE_CERTIFICATE_AGE = "DEVICE_CERTIFICATE_AGE_CHECK", "Low"
    DEVICE_CERTIFICATE_EXPIRING = "DEVICE_CERTIFICATE_EXPIRING_CHECK", "Medium"
    DEVICE_CERTIFICATE_KEY_QUALITY = "DEVICE_CERTIFICATE_KEY_QUALITY_CHECK", "Critical"
    DEVICE_CERTIFICATE_SHARED = "DEVICE_CERTIFICATE_SHARED_CHECK", "Critical"
    INTERMEDIATE_CA_REVOKED = "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK", "Critical"
    IOT_POLICY_OVERLY_PERMISSIVE = "IOT_POLICY_OVERLY_PERMISSIVE_CHECK", "Critical"
    IOT_POLICY_POTENTIAL_MISCONFIGURATION = "IOT_POLICY_POTENTIAL_MISCONFIGURATION_CHECK", "Medium"
    IOT_ROLE_ALIAS_ALLOWS_ACCESS_TO_UNUSED_SERVICES = "IOT_ROLE_ALIAS_ALLOWS_ACCESS_TO_UNUSED_SERVICES_CHECK", "Medium"
    IOT_ROLE_ALIAS_OVERLY_PERMISSIVE = "IOT_ROLE_ALIAS_OVERLY_PERMISSIVE_CHECK", "Critical"
    LOGGING_DISABLED = "LOGGING_DISABLED_CHECK", "Low"
    REVOKED_CA_CERTIFICATE_STILL_ACTIVE = "REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK", "Critical"
    REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE = "REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK", "Medium"
    UNAUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE = "UNAUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK", "Critical"

    def __new__(cls, api_name: str, severity: Severity) -> "AuditCheck":
        """Make a member that is its API name and knows its severity."""
        member = str.__new__(cls, api_name)
        member._value_ = api_name
        member.severity = severity
        return member

    @property
    def cfn_name(self) -> str:
        """The name of the check's property in CloudFormation."""
        return _CFN_NAMES[self.value]


_CFN_NAMES = {api_name: cfn_name for cfn_name, api_name in AUDIT_CHECKS.items()}
