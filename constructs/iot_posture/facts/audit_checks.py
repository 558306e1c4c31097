"""The audit checks of AWS IoT Device Defender.

Source: docs.aws.amazon.com/iot-device-defender/latest/devguide/device-defender-audit-checks.html, read 2026-11-22.
The property names are those of AWS::IoT::AccountAuditConfiguration; a test compares them with its schema.
"""

from collections.abc import Mapping

AUDIT_CHECKS: Mapping[str, str] = {
    "AuthenticatedCognitoRoleOverlyPermissiveCheck": "AUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
    "CaCertificateExpiringCheck": "CA_CERTIFICATE_EXPIRING_CHECK",
    "CaCertificateKeyQualityCheck": "CA_CERTIFICATE_KEY_QUALITY_CHECK",
    "ConflictingClientIdsCheck": "CONFLICTING_CLIENT_IDS_CHECK",
    "DeviceCertificateAgeCheck": "DEVICE_CERTIFICATE_AGE_CHECK",
    "DeviceCertificateExpiringCheck": "DEVICE_CERTIFICATE_EXPIRING_CHECK",
    "DeviceCertificateKeyQualityCheck": "DEVICE_CERTIFICATE_KEY_QUALITY_CHECK",
    "DeviceCertificateSharedCheck": "DEVICE_CERTIFICATE_SHARED_CHECK",
    "IntermediateCaRevokedForActiveDeviceCertificatesCheck": (
        "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK"
    ),
    "IoTPolicyPotentialMisConfigurationCheck": "IOT_POLICY_POTENTIAL_MISCONFIGURATION_CHECK",
    "IotPolicyOverlyPermissiveCheck": "IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
    "IotRoleAliasAllowsAccessToUnusedServicesCheck": "IOT_ROLE_ALIAS_ALLOWS_ACCESS_TO_UNUSED_SERVICES_CHECK",
    "IotRoleAliasOverlyPermissiveCheck": "IOT_ROLE_ALIAS_OVERLY_PERMISSIVE_CHECK",
    "LoggingDisabledCheck": "LOGGING_DISABLED_CHECK",
    "RevokedCaCertificateStillActiveCheck": "REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK",
    "RevokedDeviceCertificateStillActiveCheck": "REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK",
    "UnauthenticatedCognitoRoleOverlyPermissiveCheck": "UNAUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
}
"""Each check's property in CloudFormation, and its name in the API, in findings and in metrics."""
