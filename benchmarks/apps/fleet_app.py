"""The reference fleet with the library; `BASELINE=iot` adds IotSecurityChecks, `BASELINE=all` the whole baseline."""

import os

from aws_cdk import App, Validations

from stacks.fleet import compose
from stacks.settings import Settings

app = App()
if os.environ.get("BASELINE") == "iot":
    from cdk_secure_iot import IotSecurityChecks

    Validations.of(app).add_plugins(IotSecurityChecks())
if os.environ.get("BASELINE") == "all":
    from cdk_secure_iot import SecurityBaseline

    SecurityBaseline.apply(app)
compose(app, Settings())
app.synth()
