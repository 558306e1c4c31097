"""The AWS IoT policy language: documents, their limits, and what they decide.

The constructs build policies with this package and the analyser reads them with it, so the two cannot disagree.
Names are loaded when they are first used: who writes documents does not load what decides on them.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iot_posture.policy.context import Certificate as Certificate
    from iot_posture.policy.context import Context as Context
    from iot_posture.policy.documents import MAX_POLICY_SIZE as MAX_POLICY_SIZE
    from iot_posture.policy.documents import Effect as Effect
    from iot_posture.policy.documents import PolicyDocument as PolicyDocument
    from iot_posture.policy.documents import Statement as Statement
    from iot_posture.policy.documents import policy_size as policy_size
    from iot_posture.policy.errors import PolicyError as PolicyError
    from iot_posture.policy.evaluation import Request as Request
    from iot_posture.policy.evaluation import evaluate as evaluate
    from iot_posture.policy.evaluator import Connection as Connection
    from iot_posture.policy.evaluator import Evaluator as Evaluator
    from iot_posture.policy.explain import Decision as Decision
    from iot_posture.policy.explain import DependsOn as DependsOn
    from iot_posture.policy.explain import Explanation as Explanation
    from iot_posture.policy.explain import Result as Result
    from iot_posture.policy.explain import StatementOutcome as StatementOutcome
    from iot_posture.policy.parsing import parse_policy as parse_policy
    from iot_posture.policy.parsing import parse_policy_object as parse_policy_object
    from iot_posture.policy.principals import AttachedPolicy as AttachedPolicy
    from iot_posture.policy.session import Answer as Answer
    from iot_posture.policy.session import Session as Session

_HOME = {
    "context": ("Certificate", "Context"),
    "documents": ("MAX_POLICY_SIZE", "Effect", "PolicyDocument", "Statement", "policy_size"),
    "errors": ("PolicyError",),
    "evaluation": ("Request", "evaluate"),
    "evaluator": ("Connection", "Evaluator"),
    "explain": ("Decision", "DependsOn", "Explanation", "Result", "StatementOutcome"),
    "parsing": ("parse_policy", "parse_policy_object"),
    "principals": ("AttachedPolicy",),
    "session": ("Answer", "Session"),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_MODULE)  # noqa: PLE0605 -- the names above, which type checkers read from the imports


def __getattr__(name: str) -> object:
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE[name]}"), name)


def __dir__() -> list[str]:
    return __all__
