"""FleetStack: what the stacks of the reference fleet have in common."""

from aws_cdk import Environment, RemovalPolicy, Stack
from constructs import Construct

from stacks.settings import Settings


class FleetStack(Stack):
    """A stack for one pillar: where it goes, its tags, and what becomes of its data when it goes."""

    def __init__(self, scope: Construct, pillar: str, settings: Settings) -> None:
        super().__init__(
            scope,
            f"{settings.application}-iot-{pillar}",
            env=Environment(account=settings.account, region=settings.region),
            tags={"application": settings.application, "made-with": "cdk-secure-iot"},
            termination_protection=settings.keep_data,
        )
        self.data_removal_policy = (
            RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if settings.keep_data else RemovalPolicy.DESTROY
        )
