"""The reference fleet: settings into stacks."""

from aws_cdk import App

from stacks.detection_stack import DetectionStack
from stacks.identity_stack import IdentityStack
from stacks.ingestion_stack import IngestionStack
from stacks.settings import Settings


def compose(app: App, settings: Settings) -> None:
    """Make the stacks of the reference fleet."""
    detection = DetectionStack(app, settings)
    IngestionStack(app, settings, detection.notifications)
    IdentityStack(app, settings)
