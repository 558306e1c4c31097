"""What AWS IoT keeps once for each account and Region, and what shows that an app has devices there.

Sources, read 2026-11-22: the primary identifiers of the CloudFormation schemas, which a test compares (they are the account
ID), and docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html for the certificate provider.
"""

from collections.abc import Mapping

LOGGING = "AWS::IoT::Logging"
AUDIT_CONFIGURATION = "AWS::IoT::AccountAuditConfiguration"
SCHEDULED_AUDIT = "AWS::IoT::ScheduledAudit"
ENCRYPTION = "AWS::IoT::EncryptionConfiguration"

ACCOUNT_WIDE = frozenset(
    {
        LOGGING,
        "AWS::IoT::ResourceSpecificLogging",
        AUDIT_CONFIGURATION,
        SCHEDULED_AUDIT,
        "AWS::IoT::MitigationAction",
        ENCRYPTION,
        "AWS::IoT::CertificateProvider",
    }
)
"""Resource types that set the account up and serve no device of their own."""

SINGLETONS: Mapping[str, str] = {
    AUDIT_CONFIGURATION: "audit configuration",
    "AWS::IoT::CertificateProvider": "certificate provider",
    ENCRYPTION: "encryption configuration",
    LOGGING: "logging configuration",
}
"""Each resource type that an account has at most one of in a Region, and what it is called."""

DEVICES = (
    "AWS::IoT::CACertificate",
    "AWS::IoT::Certificate",
    "AWS::IoT::Policy",
    "AWS::IoT::ProvisioningTemplate",
)
"""Resource types that let devices in; a thing alone is a name in the registry."""
