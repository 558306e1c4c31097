"""The AWS IoT policy language: documents, their limits, and what they decide.

The constructs build policies with this package and the analyser reads them with it, so the two cannot disagree.
"""

from iot_posture.policy.context import Certificate, Context
from iot_posture.policy.documents import MAX_POLICY_SIZE, Effect, PolicyDocument, Statement, policy_size
from iot_posture.policy.errors import PolicyError
from iot_posture.policy.evaluate import Request, evaluate
from iot_posture.policy.evaluator import Connection, Evaluator
from iot_posture.policy.explain import Decision, DependsOn, Explanation, Result, StatementOutcome
from iot_posture.policy.parsing import parse_policy, parse_policy_object
from iot_posture.policy.principals import AttachedPolicy
from iot_posture.policy.session import Answer, Session

__all__ = [
    "MAX_POLICY_SIZE",
    "Answer",
    "AttachedPolicy",
    "Certificate",
    "Connection",
    "Context",
    "Decision",
    "DependsOn",
    "Effect",
    "Evaluator",
    "Explanation",
    "PolicyDocument",
    "PolicyError",
    "Request",
    "Result",
    "Session",
    "Statement",
    "StatementOutcome",
    "evaluate",
    "parse_policy",
    "parse_policy_object",
    "policy_size",
]
