"""The AWS IoT analyser: pure Python, no AWS account, works on any CloudFormation template."""

__version__ = "0.1.0"
