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

Keys in PEM form are found, also base64-encoded and cut into the parts of an `Fn::Join`. A key that a custom resource
returns as an attribute is not seen, though it ends up in the same places.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from iot_posture.analysis import Check, Outcome, Severity, Violation, WholeApp
from iot_posture.template import Resource, Template, unknown_node

_KEY = re.compile(
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\\[rn]|\s)*(?:[A-Za-z0-9+/=]{16}|Proc-Type|$)"
    r"|LS0tLS1CRUdJTi(?:BQUklWQVRFIEtFWS|BSU0EgUFJJVkFURSBLRVkt|BFQyBQUklWQVRFIEtFWS|BFTkNSWVBURUQgUFJJVkFURSBLRVkt)"
)
"""A header alone is often the code that looks for one, so a part of the key has to follow; or the text ends there."""

_STARTS = ("-----BEGIN", "LS0tLS1CRUdJTi")


def judge(templates: Sequence[Template]) -> Iterator[tuple[Resource | Template, Outcome]]:
    """Look through every text of the templates."""
    for template in templates:
        for path in _keys_in(template.body, ()):
            section, name, *rest = (*path, "", "")
            resource = template.resource(str(name)) if section == "Resources" else None
            steps = tuple(rest[:-2]) if resource is not None else path
            where = unknown_node("a private key", steps)
            message = "A private key in PEM form stands here, for everybody who can read the template."
            fix = "Revoke what the key belongs to, make a new key where it is used, and refer to it instead."
            yield (template if resource is None else resource), Violation(where, message, fix)


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
    scope=WholeApp(judge),
    page=__doc__,
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/security-best-practices.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html",
    ),
)
