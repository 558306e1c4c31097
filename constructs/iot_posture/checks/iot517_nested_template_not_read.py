"""A nested stack has a template that was not read, so nothing in it was checked.

### Why it matters

A nested stack brings resources of its own. When its template lies in a bucket or in the Serverless Application
Repository, the report is silent about them, and silence looks like a clean result.

### How to fix it

Check what `cdk synth` or `sam build` writes, where nested templates are files beside the outer one. Or check the nested
template by itself, and acknowledge this finding with that reason.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::CloudFormation::Stack",
  "Properties": {"TemplateURL": "https://s3.amazonaws.com/acme-templates/fleet.json"}
}
```

Compliant:

```json
{
  "Resources": {
    "Fleet": {"Type": "AWS::IoT::Thing"}
  }
}
```

### Limits

A nested template is found by the asset that the CDK lists, or by a path relative to the outer template. Modules and
stack sets are not followed.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved
from iot_posture.template import NESTED, Resource, unknown_node


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look whether the template of a nested stack was read."""
    if resource.logical_id not in resource.template.nested:
        where = resource.properties.get(NESTED[resource.type])
        named = f" {where.text}" if where.text is not None else ""
        reason = f"its template{named} is not among the files that were read"
        yield Unresolved(unknown_node(reason, where.path), "what this nested stack creates")


CHECK = Check(
    id="IOT517",
    name="nested-template-not-read",
    severity=Severity.INFO,
    since="0.1.0",
    scope=EachResource(tuple(NESTED), judge),
    page=__doc__,
    references=(
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html",
        "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html",
    ),
)
