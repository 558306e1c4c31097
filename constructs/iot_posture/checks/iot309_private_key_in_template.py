r"""A private key is written into the template.

### Why it matters

A template is text that many can read: it lies in the repository, in the cloud assembly, in the bucket of the
deployment, and whoever may call `cloudformation:GetTemplate` gets it. A key in it is known for good, and whoever has
it is the device, the claim certificate or the CA that it belongs to.

### How to fix it

Make the key where it is used, and never move it: a device makes its key pair and sends a certificate signing request.
Keep other keys in AWS Secrets Manager or AWS KMS and refer to them. Revoke the certificate of a key that was in a
template.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::SecretsManager::Secret",
  "Properties": {
    "SecretString": "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----"
  }
}
```

Compliant:

```json
{
  "Type": "AWS::SecretsManager::Secret",
  "Properties": {"GenerateSecretString": {"PasswordLength": 32}}
}
```

### Limits

Keys in PEM form are found, also base64-encoded and cut into the parts of an `Fn::Join`, in resources and in the
defaults of the parameters that they use. A key that a custom resource returns as an attribute is not seen, though it
ends up in the same places.
"""

import re
from collections.abc import Iterator, Mapping

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Violation
from iot_posture.template import Resource, Template, references, unknown_node
from iot_posture.template.memo import remembered

_KEY = re.compile(
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\\[rn]|\s)*(?:[A-Za-z0-9+/=]{16}|Proc-Type|$)"
    r"|LS0tLS1CRUdJTi(?:BQUklWQVRFIEtFWS|BSU0EgUFJJVkFURSBLRVkt|BFQyBQUklWQVRFIEtFWS|BFTkNSWVBURUQgUFJJVkFURSBLRVkt)"
)
"""A header alone is often the code that looks for one, so a part of the key has to follow; or the text ends there."""

_STARTS = ("-----BEGIN", "LS0tLS1CRUdJTi")


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look through every text of the resource, and through the defaults of the parameters that it uses."""
    if not _may_hold_key(resource.template):
        return
    fix = "Revoke what the key belongs to, make a new key where it is used, and refer to it instead."
    for path in _keys_in(resource.raw, ()):
        message = "A private key in PEM form stands here, for everybody who can read the template."
        yield Violation(unknown_node("a private key", path), message, fix)
    parameters = resource.template.section("Parameters")
    for path, name in references(resource):
        declared = parameters.get(name)
        if isinstance(declared, Mapping) and list(_keys_in(declared.get("Default"), ())):
            message = f"A private key in PEM form comes from here: it is the default of the parameter {name}."
            yield Violation(unknown_node("a private key", path), message, fix)


@remembered
def _may_hold_key(template: Template) -> bool:
    """Whether a key begins anywhere in the file: hardly ever, and this costs less than a look at each text."""
    return template.may_say(*_STARTS)


def _keys_in(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, str):
        if any(start in value for start in _STARTS) and _KEY.search(value):
            yield path
    elif isinstance(value, Mapping):
        for key, below in value.items():
            yield from _keys_in(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _keys_in(below, (*path, index))


CHECK = Check(
    id="IOT309",
    name="private-key-in-template",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource((), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC02-BP01",
        "etsi:5.5-8",
        "nistir-8259a:Data Protection",
        "owasp:I1",
        "cra:Part I (2)(e)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html",
    ),
)
