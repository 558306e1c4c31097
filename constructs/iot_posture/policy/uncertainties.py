"""What AWS's documentation does not settle: one reading of each question is pinned, and answers that hang on it say so.

The numbers are kept for good: they appear in explanations, in test reports and in
docs/concepts/how-iot-policies-decide.md.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """One open question.

    Args:
        id: `U1`, `U2`, ...
        question: what the documents leave open.
        pinned: the reading this package decides by.
        other: the other reading.
        settled_by: the experiment on the live service that would settle it.
        evaluated: whether `evaluate` tries the other reading and reports it when it would change the decision. The
            rest concern questions that no single decision answers: the time of a check, or AWS's audit.
    """

    id: str
    question: str
    pinned: str
    other: str
    settled_by: str
    evaluated: bool = True


UNCERTAINTIES = (
    Uncertainty(
        "U1",
        "When is Publish on the last-will topic checked?",
        "a will needs Connect, Publish and, when retained, RetainPublish; each is judged and reported separately",
        "Connect alone decides, and the will is dropped at dispatch",
        "connect with a will on a topic that the policy does not let the device publish to, then cut the connection",
        evaluated=False,
    ),
    Uncertainty(
        "U2",
        "Which resource is Receive judged on when a message arrives through a shared subscription?",
        "the real topic",
        "the topic with $share and the group before it, or the other way round when the request names that",
        "subscribe to $share/g/a with Receive granted on only one of the two forms, and publish to a",
    ),
    Uncertainty(
        "U3",
        "Is a * or ? inside a substituted value a wildcard?",
        "it is plain text",
        "it is a wildcard",
        "connect as client ID a* with Publish on topic/${iot:ClientId}/x, and publish to abc/x",
    ),
    Uncertainty(
        "U4",
        "What becomes of a statement in which one variable does not resolve?",
        "only the value with the variable matches nothing; a Deny that hangs on it fails open, with a warning",
        "the whole statement is dropped",
        "grant two resources in one statement, one of them with an unresolvable variable, and use the other",
    ),
    Uncertainty(
        "U5",
        "What does an unresolved variable do in NotResource, or in a value of a negated condition operator?",
        "undetermined: an Allow does not match and a Deny does",
        "the variable stays as text, so an Allow matches; or the statement is dropped, so a Deny does not",
        "Deny Publish with NotResource topic/${iot:Certificate.Subject.Title}/*, from a certificate without a title",
    ),
    Uncertainty(
        "U6",
        "What are the thing variables over HTTPS, and under an exclusive attachment with another client ID?",
        "absent over HTTPS; those of the one attached thing, with IsAttached true, under an exclusive attachment",
        "over HTTPS, IsAttached tells whether there is a thing; an exclusive attachment needs the client ID as well",
        "require IsAttached, then publish over HTTPS, and connect with another client ID under EXCLUSIVE_THING",
    ),
    Uncertainty(
        "U7",
        "Do NotAction, ...IfExists, variable defaults and version 2008-10-17 work in AWS IoT policies as in IAM?",
        "as in IAM",
        "NotAction drops the statement, IfExists and defaults are ignored, variables work in every version",
        "one policy with each, and test-authorization",
    ),
    Uncertainty(
        "U8",
        "Does .N of a certificate attribute count from zero or from one?",
        "from zero, as the page's example does: Country.1 is the second country",
        "from one, as the page's text says",
        "a certificate with two countries and a topic/${iot:Certificate.Subject.Country.1}",
    ),
    Uncertainty(
        "U9",
        "What is a PUBLISH with an MQTT 5 topic alias judged on?",
        "the topic that the alias stands for",
        "unknown",
        "set an alias on a permitted topic, change the policy, and publish by the alias alone",
        evaluated=False,
    ),
    Uncertainty(
        "U10",
        "Do AWS IoT policies decide on iot:GetConnection and iot:ListSubscriptions?",
        "yes, like any other action",
        "no, only IAM policies do, so an AWS IoT policy never allows them",
        "call both with a device certificate whose policy allows them",
    ),
    Uncertainty(
        "U11",
        "Is iot:ListNamedShadowsForThing judged on the thing or on *?",
        "on both: a statement matches when either does",
        "on * alone, as the IoT guide says",
        "grant it on thing/pump7 alone and call it with a device certificate",
    ),
    Uncertainty(
        "U12",
        "Does a thing-group policy apply under an exclusive attachment when the client ID is not the thing name?",
        "no",
        "yes, the attachment names the thing",
        "deny Connect in a group policy and connect with another client ID under EXCLUSIVE_THING",
    ),
    Uncertainty(
        "U13",
        "Are wildcards escaped as ${*} or as $(*)?",
        "as ${*}, ${?} and ${$}; $(*) is plain text with a wildcard in it",
        "as $(*), $(?) and $($) as well",
        "grant Publish on topic/a$(*)b, and publish to a*b",
    ),
    Uncertainty(
        "U14",
        "On which side are special characters of certificate values escaped with a backslash?",
        'the value from the certificate is escaped, so the policy has to write a backslash before , " \\ + = < > ;',
        "values are compared as they are",
        "a certificate with the organization Acme, Inc. and a condition that names it without the backslash",
    ),
    Uncertainty(
        "U15",
        "Does the overly-permissive audit check accept client/* with IsAttached required?",
        "yes, with a note",
        "only client/${iot:ClientId} is excepted",
        "run the audit on such a policy",
        evaluated=False,
    ),
    Uncertainty(
        "U16",
        "Does the overly-permissive audit check look at wide topics outside $aws?",
        "no; such policies get a finding of their own name here",
        "yes",
        "run the audit on a policy with topic/telemetry/*",
        evaluated=False,
    ),
    Uncertainty(
        "U17",
        "Does a thing-group policy apply to a principal that uses the thing's name but is not attached to it?",
        "no: the principal comes to the group through the thing it is attached to",
        "yes, the page asks only that client ID and thing name be equal",
        "connect with an unattached certificate under the name of a thing in a group whose policy denies Connect",
    ),
    Uncertainty(
        "U18",
        "Must the role and the AWS IoT policy of a Cognito identity both allow actions that the page does not list?",
        "yes, both",
        "the IAM role alone decides",
        "call GetRetainedMessage with an authenticated identity whose AWS IoT policy does not allow it",
    ),
)
"""In the order of their numbers. Source pages: docs/concepts/how-iot-policies-decide.md."""

BY_ID = {uncertainty.id: uncertainty for uncertainty in UNCERTAINTIES}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the documents: pinned, but for the uncertainties named, which take their other reading.

    Args:
        other: the ids that take their other reading. Default: none.
        touched: grows by each id whose reading was asked for; the only ones that can change the decision.
    """

    other: frozenset[str] = frozenset()
    touched: set[str] = field(default_factory=set, compare=False)

    def takes_other(self, id_: str) -> bool:
        """Whether the question is read the other way. Asking notes that the decision may hang on it."""
        self.touched.add(id_)
        return id_ in self.other
