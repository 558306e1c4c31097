"""IdentityStack: what each class of devices may do."""

from aws_cdk import CfnOutput, RemovalPolicy
from constructs import Construct

from cdk_secure_iot import ThingPolicy, ThingPolicyError, TopicSpace
from stacks.fleet_stack import FleetStack
from stacks.settings import DeviceClass, Settings, SettingsError


class IdentityStack(FleetStack):
    """One policy for each class of devices, to be attached to the certificates of its devices."""

    def __init__(self, scope: Construct, settings: Settings) -> None:
        super().__init__(scope, "identity", settings)
        removal_policy = RemovalPolicy.RETAIN if settings.keep_data else RemovalPolicy.DESTROY
        for device_class in settings.device_classes:
            policy = ThingPolicy(self, f"{device_class.name.capitalize()}Policy", removal_policy=removal_policy)
            try:
                _grant(policy, settings.topics(device_class), device_class)
            except ThingPolicyError as error:
                raise SettingsError(
                    f"fleet:device_classes: the policy of {device_class.name} is refused: {error}"
                ) from error
            CfnOutput(
                policy,
                "Name",
                description=f"Attach this AWS IoT policy to the certificates of class {device_class.name}",
                value=policy.policy_name,
            )


def _grant(policy: ThingPolicy, topics: TopicSpace, device_class: DeviceClass) -> None:
    policy.allow_publish(*map(topics.telemetry, device_class.publishes))
    if device_class.commands:
        policy.allow_subscribe(*map(topics.command, device_class.commands))
    if device_class.shadow:
        policy.allow_shadow()
