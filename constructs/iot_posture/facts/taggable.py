"""The resource types of AWS IoT that take tags in CloudFormation, and can be given them without being replaced.

Source: the CloudFormation resource schemas as shipped with cfn-lint 1.58, read 2026-11-22; a test compares. The tags of
AWS::IoT::JobTemplate are create-only, so it is not here.
"""

TAGGABLE = (
    "AWS::IoT::Authorizer",
    "AWS::IoT::BillingGroup",
    "AWS::IoT::CACertificate",
    "AWS::IoT::CertificateProvider",
    "AWS::IoT::Command",
    "AWS::IoT::CustomMetric",
    "AWS::IoT::Dimension",
    "AWS::IoT::DomainConfiguration",
    "AWS::IoT::FleetMetric",
    "AWS::IoT::Job",
    "AWS::IoT::MitigationAction",
    "AWS::IoT::Policy",
    "AWS::IoT::ProvisioningTemplate",
    "AWS::IoT::RoleAlias",
    "AWS::IoT::ScheduledAudit",
    "AWS::IoT::SecurityProfile",
    "AWS::IoT::SoftwarePackage",
    "AWS::IoT::SoftwarePackageVersion",
    "AWS::IoT::Stream",
    "AWS::IoT::ThingGroup",
    "AWS::IoT::ThingType",
    "AWS::IoT::TopicRule",
)
