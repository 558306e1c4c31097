"""An acknowledgement stands where nothing is found.

### Why it matters

The finding was mended, or never was there. Left in place, the acknowledgement hides the finding when it comes back,
and nobody decides again.

### How to fix it

Take the entry out of the resource's metadata. An acknowledgement speaks for its own resource only: move it when it
stands on the wrong one.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::Thing",
  "Metadata": {"iot_posture": {"acknowledge": [{"id": "IOT201", "reason": "a test account without devices"}]}}
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::Thing"
}
```

### Limits

Only acknowledgements of checks that ran are reported.
"""

from collections.abc import Iterator

from iot_posture.analysis import Acknowledgement, Check, Outcome, Severity, UnusedAcknowledgements, Violation


def judge(idle: Acknowledgement) -> Iterator[Outcome]:
    """Report an acknowledgement that no finding needed."""
    message = f"{idle.check_id} is acknowledged here, and finds nothing on this resource."
    yield Violation(
        idle.where, message, "Take the acknowledgement out, or move it to the resource that it is meant for."
    )


CHECK = Check(
    id="IOT002",
    name="acknowledgement-not-needed",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=UnusedAcknowledgements(judge),
    page=__doc__,
    references=(),
)
