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

_HOME = {
    "answers": ("Answer", "Verdict", "Witness"),
    "isolation": ("prove_isolation",),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_MODULE)  # noqa: PLE0605 -- the names above, which type checkers read from the imports


def __getattr__(name: str) -> object:
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE[name]}"), name)


def __dir__() -> list[str]:
    return __all__
