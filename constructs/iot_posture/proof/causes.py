"""What a counterexample rests on: the client ID that a device chose, or a `/` that some value would have to hold.

Thing attributes and certificate fields may hold a `/`, and with one a variable stands for several levels of a topic. Few
fleets have such values, and no policy tells.

Sources, read 2026-11-22: docs.aws.amazon.com/iot/latest/apireference/API_AttributePayload.html and
docs.aws.amazon.com/iot/latest/developerguide/x509-certificate-vars.html.
"""

import re

from iot_posture.policy.variables import key_of
from iot_posture.proof.answers import Witness
from iot_posture.proof.ways import CLIENT, TEMPLATE, THING_NAME

_CLIENT_ID = "${iot:clientid}"
_CHOSEN = ("iot:certificate.", "iot:connection.thing.attributes[")
_PIECE = re.compile(r"\$\{(?P<name>[^{}]*)\}|(?P<wild>[*?+#])")
_WILD = {"*": ".*", "#": ".*", "?": ".", "+": "[^/]*"}


def connects_as_sent(witness: Witness) -> bool:
    """Whether it is a connection under whatever client ID the device sends."""
    source = witness.sources[-1].resource.lower()
    return witness.requests[-1].action == "iot:Connect" and (_CLIENT_ID in source or "*" in source)


def is_by_client(witness: Witness) -> bool:
    """Whether the device reaches what is another's by the other's client ID alone."""
    as_another = witness.context.client_id not in (None, witness.context.thing_name)
    return as_another and all(_CLIENT_ID in source.resource.lower() for source in witness.sources)


def needs_a_slash(witness: Witness) -> bool:
    """Whether there is no such counterexample with these names unless an attribute or a certificate field holds a `/`.

    Example:
        >>> from iot_posture.policy import parse_policy
        >>> from iot_posture.proof import prove_isolation
        >>> policy = parse_policy('''{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish",
        ...     "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Certificate.Subject.CommonName}/*"}}''')
        >>> needs_a_slash(prove_isolation(policy).witness)
        True
    """
    if any("/" in value for name, value in witness.values.items() if name.removeprefix("owner ").startswith(_CHOSEN)):
        return True
    if witness.owned is None or witness.owner is None or not any(name in witness.owned.lower() for name in _CHOSEN):
        return False
    return re.fullmatch(_on_levels(witness.owned, witness.owner), witness.topic, re.DOTALL) is None


def _on_levels(owned: str, owner: str) -> str:
    """The topics of the owner, each of whose other values stays within its level."""
    written, at = "", 0
    for piece in _PIECE.finditer(owned):
        written += re.escape(owned[at : piece.start()])
        if piece["wild"]:
            written += _WILD[piece["wild"]]
        elif key_of(piece["name"]).startswith(TEMPLATE):
            written += ".+"
        else:
            written += re.escape(owner) if key_of(piece["name"]) in (THING_NAME, CLIENT) else "[^/]+"
        at = piece.end()
    return written + re.escape(owned[at:])
