"""The reference fleet as a CDK app: `make synth`, `make diff`, `make deploy`."""

import sys
from contextlib import suppress
from pathlib import Path

from aws_cdk import App

from cdk_secure_iot import SecurityBaseline
from stacks.fleet import compose
from stacks.settings import Settings, SettingsError

app = App()
SecurityBaseline.apply(app)
try:
    compose(app, Settings.from_context(app.node.get_all_context()))
except SettingsError as error:
    with suppress(OSError):  # App() has made the folder; it is empty, but for what an earlier synth left there
        Path(app.outdir).rmdir()
    sys.exit(f"Nothing is synthesized, as these settings cannot be (see docs/settings.md):\n{error}")
app.synth()
