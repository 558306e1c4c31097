"""IdentityStack: what each class of devices may do."""

from collections.abc import Mapping

from aws_cdk import CfnOutput, Environment, Stack
from constructs import Construct

from cdk_secure_iot import ThingPolicy
from stacks.settings import DeviceClass, Settings


class IdentityStack(Stack):
    """One policy for each class of devices, to be attached to the certificates of its devices."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        settings: Settings,
        env: Environment,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id, env=env, tags=tags)
        for device_class in settings.device_classes:
            policy = self._policy(settings, device_class)
            CfnOutput(
                self,
                f"{device_class.name.title().replace('-', '')}PolicyName",
                description=f"Attach this AWS IoT policy to the certificates of class {device_class.name}",
                value=policy.policy_name,
            )

    def _policy(self, settings: Settings, device_class: DeviceClass) -> ThingPolicy:
        topics = settings.topics(device_class)
        policy = ThingPolicy(self, f"{device_class.name.title().replace('-', '')}Policy")
        policy.allow_publish(*map(topics.telemetry, device_class.publishes))
        if device_class.commands:
            policy.allow_subscribe(*map(topics.command, device_class.commands))
        if device_class.shadow:
            policy.allow_shadow()
        return policy
