"""The least that a CDK app in Python can be: what is measured here is the CDK's own start."""

from aws_cdk import App, Stack

app = App()
Stack(app, "Empty")
app.synth()
