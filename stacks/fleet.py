"""The reference fleet: settings into stacks."""

from aws_cdk import App, Environment

from stacks.detection_stack import DetectionStack
from stacks.identity_stack import IdentityStack
from stacks.ingestion_stack import IngestionStack
from stacks.settings import Settings


def compose(app: App, settings: Settings) -> None:
    """Make the stacks of the reference fleet."""
    env = Environment(account=settings.account, region=settings.region)
    tags = {"application": settings.application, "made-with": "cdk-secure-iot"}
    detection = DetectionStack(app, f"{settings.application}-iot-detection", settings=settings, env=env, tags=tags)
    IngestionStack(
        app,
        f"{settings.application}-iot-ingestion",
        settings=settings,
        alarm_topic=detection.notifications,
        env=env,
        tags=tags,
    )
    IdentityStack(app, f"{settings.application}-iot-identity", settings=settings, env=env, tags=tags)
