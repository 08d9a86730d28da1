"""Calls of a submission's functions: which were made, and what stands in for them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.sandbox.api import CallOptions, CallResult
from autograder.sandbox.student_faults import StudentFault

AnswerListener = Callable[[str, object], None]
"""told the function's name and a CallResult or a fault; of `fetch`, the value"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentCall:
    """One call of a function, and what came of it."""

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    value: Any = None
    """as it came over the wire: Any, since students return what they like"""
    fault: StudentFault | None = None
    """what came in its place"""


class CallLog:
    """What was asked of a submission's functions: the last call, and who listens."""

    def __init__(self) -> None:
        self.last_call: StudentCall | None = None
        """the latest, whoever answered it; as asked while nobody has"""
        self.last_answered: StudentCall | None = None
        """the latest that the student's code gave a whole value to"""
        self._listeners: list[AnswerListener] = []

    @contextmanager
    def listening(self, listener: AnswerListener) -> Iterator[None]:
        """Tell of all that the student's code gives meanwhile, of no stand-in."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def forget_last_call(self) -> None:
        """Have no last call until the next one."""
        self.last_call = None

    def record_call(self, call: StudentCall) -> None:
        """Take down a call: first as it is asked, then with its value or fault."""
        self.last_call = call

    def record_result(
        self, call: StudentCall, result: CallResult, *, is_whole: bool
    ) -> None:
        """Take down what the student's code gave; whole, or kept in its worker."""
        self.last_call = replace(call, value=result.value)
        # Of a value that stayed in the worker there is nothing here to compare with.
        if is_whole:
            self.last_answered = self.last_call
        self.tell_listeners(call.name, result)

    def record_fault(self, call: StudentCall, fault: StudentFault) -> None:
        """Take down what came in place of the student's value."""
        self.last_call = replace(call, fault=fault)
        self.tell_listeners(call.name, fault)

    def tell_listeners(self, name: str, answer: object) -> None:
        """Say what came from the worker."""
        for listener in self._listeners:
            listener(name, answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What differs, for a while, from the notebook as it stands."""

    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    """of ours, in place of the notebook's own, whatever calls them"""
    direct: frozenset[str] = frozenset()
    """those of them that also answer when a test calls them itself"""
    earlier: bool = False
    """all names are as they were when the function that is called was defined"""

    def answers(self, name: str, options: CallOptions) -> bool:
        """Tell whether a call of a test's needs no worker."""
        # Only a worker can say what a call did to its arguments, or what it drew.
        return name in self.direct and not (options.arguments or options.drawing)

    def applied_to(self, options: CallOptions) -> CallOptions:
        """Tell the worker as well."""
        if not self.functions and not self.earlier:
            return options
        return replace(options, bound=self.functions, earlier=self.earlier)
