"""Proofs about AWS IoT policies: for all things and all topics, or with a counterexample.

See docs/concepts/what-is-proved.md, and `iot_posture.proof.search` for the mathematics.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iot_posture.proof.answers import Answer as Answer
    from iot_posture.proof.answers import Verdict as Verdict
    from iot_posture.proof.answers import Witness as Witness
    from iot_posture.proof.isolation import prove_isolation as prove_isolation
    from iot_posture.proof.never import prove_never as prove_never
    from iot_posture.proof.never import prove_never_delivered as prove_never_delivered
    from iot_posture.proof.policies import NamedPolicy as NamedPolicy
    from iot_posture.proof.questions import Policies as Policies
    from iot_posture.proof.reach import Flow as Flow
    from iot_posture.proof.reach import FlowMatrix as FlowMatrix
    from iot_posture.proof.reach import flows as flows
    from iot_posture.proof.refinement import Change as Change
    from iot_posture.proof.refinement import Difference as Difference
    from iot_posture.proof.refinement import Specification as Specification
    from iot_posture.proof.refinement import difference as difference
    from iot_posture.proof.refinement import prove_refinement as prove_refinement

_HOME = {
    "answers": ("Answer", "Verdict", "Witness"),
    "reach": ("Flow", "FlowMatrix", "flows"),
    "isolation": ("prove_isolation",),
    "never": ("prove_never", "prove_never_delivered"),
    "refinement": ("Change", "Difference", "Specification", "difference", "prove_refinement"),
    "policies": ("NamedPolicy",),
    "questions": ("Policies",),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_MODULE)  # noqa: PLE0605 -- the names above, which type checkers read from the imports


def __getattr__(name: str) -> object:
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE[name]}"), name)


def __dir__() -> list[str]:
    return __all__
