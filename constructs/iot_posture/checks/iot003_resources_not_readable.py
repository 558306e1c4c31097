"""The template makes resources with a macro, so they cannot be checked.

### Why it matters

`Fn::ForEach` and `Fn::Transform` make resources at deployment. What they make is not in the template, so no check
sees it.

### How to fix it

Check the processed template: create a change set, then `aws cloudformation get-template --template-stage Processed`.
Or write the resources out.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Thing": {"Type": "AWS::IoT::Thing"},
    "Fn::ForEach::Policies": ["Name", ["a", "b"], {"Policy${Name}": {"Type": "AWS::IoT::Policy"}}]
  }
}
```

Compliant:

```json
{
  "Resources": {
    "Thing": {"Type": "AWS::IoT::Thing"}
  }
}
```

### Limits

A macro for the whole template (the section `Transform`) is not reported.
"""

from collections.abc import Iterator, Sequence

from iot_posture.analysis import Check, Outcome, Severity, Unresolved, WholeApp
from iot_posture.template import Template, unknown_node


def judge(templates: Sequence[Template]) -> Iterator[tuple[Template, Outcome]]:
    """Look for entries of Resources that are no resources."""
    for template in templates:
        for name in template.macros:
            where = unknown_node(f"{name} makes them at deployment", ("Resources", name))
            yield template, Unresolved(where, "which resources there are")


CHECK = Check(
    id="IOT003",
    name="resources-not-readable",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=WholeApp(judge),
    page=__doc__,
    references=(
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html",
    ),
)
