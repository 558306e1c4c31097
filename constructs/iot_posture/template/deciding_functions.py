"""Lambda functions that AWS IoT asks about a device, and the permissions that let it.

Source: the CloudFormation resource schemas, read 2026-11-22; a test compares.
"""

from iot_posture.template.nodes import Node
from iot_posture.template.resource import Resource

DECIDING_FUNCTIONS = {
    "AWS::IoT::Authorizer": "AuthorizerFunctionArn",
    "AWS::IoT::CertificateProvider": "LambdaFunctionArn",
    "AWS::IoT::DomainConfiguration": "ClientCertificateConfig.ClientCertificateCallbackArn",
    "AWS::IoT::ProvisioningTemplate": "PreProvisioningHook.TargetArn",
}
"""The property in which each resource names the function that it asks."""


def asks_function(permission: Resource) -> Resource | None:
    """The resource of AWS IoT that asks the function of an AWS::Lambda::Permission, where the template shows one."""
    name = permission.properties.get("FunctionName")
    return next(
        (
            user
            for user in permission.template.resources(*DECIDING_FUNCTIONS)
            if _same_function(user.properties.get(*DECIDING_FUNCTIONS[user.type].split(".")), name)
        ),
        None,
    )


def _same_function(arn: Node, name: Node) -> bool:
    if arn.text is None or name.text is None:
        return False
    targets = {hole.target for hole in arn.text.holes} & {hole.target for hole in name.text.holes} - {None}
    called, literal = (arn.literal or "").split(":")[-1], (name.literal or "").split(":")[-1]
    return bool(targets) or called == literal != ""
