"""Prints the milliseconds that importing every name of the library takes when the CDK is loaded already."""

import importlib
import time

for module in (
    *("aws_cdk", "aws_cdk.cloudformation_include", "cdk_nag"),
    *(f"aws_cdk.aws_{name}" for name in ("dynamodb", "iam", "iot", "kms", "logs", "s3", "sns", "sqs")),
):
    importlib.import_module(module)

started = time.perf_counter()
library = importlib.import_module("cdk_secure_iot")
for name in library.__all__:
    getattr(library, name)
print(1000 * (time.perf_counter() - started))
