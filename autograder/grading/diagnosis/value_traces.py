"""What an answer gives in the tests that it fails, on inputs that are the same for all.

A trace is compared with those of the known mistakes; see `matching`.
"""

from collections.abc import Mapping, Sequence

from autograder.grading.diagnosis.fingerprint import take_fingerprint
from autograder.grading.diagnosis.matching import Trace, ValuePrint
from autograder.grading.hidden_suite import LOSSES, HiddenTest, TestContext, run_test
from autograder.model import Verdict

SEED = "diagnosis"
"""of every trace: only then can the values of two answers be compared"""

FIRST, LAST = 8, 16
"""calls of one test whose prints are kept"""


def take_trace(
    tests: Sequence[HiddenTest], context: TestContext, lost: Mapping[str, Verdict]
) -> Trace:
    """Run every test, blocked by no other; give what the answer gave where it failed.

    Args:
        tests: of one exercise.
        context: with a seed that is the same for everyone.
        lost: tests that are known to cost a worker, and how; they are not run. The
            first other one that does ends the trace.
    """
    found: dict[str, Sequence[ValuePrint] | None] = {}
    given: list[ValuePrint] = []

    def keep_print(name: str, answer: object) -> None:
        # Not the answer itself: a test may write into it, and it may be vast.
        given.append([name, take_fingerprint(answer)])

    has_stopped = False
    with context.student.call_log.listening(keep_print):
        for test in tests:
            if test.name in lost:
                found[test.name] = [lost[test.name].value]
                continue
            if has_stopped:
                found[test.name] = None
                continue
            given.clear()
            verdict = run_test(test, context).verdict
            has_stopped = verdict in LOSSES
            if has_stopped:
                found[test.name] = [verdict.value]
            elif verdict is not Verdict.PASSED:
                found[test.name] = _ends(given)
    return found


def _ends(given: Sequence[ValuePrint]) -> list[ValuePrint]:
    """Keep the first and the last calls of a test, and how many there were."""
    if len(given) <= FIRST + LAST:
        return list(given)
    return [*given[:FIRST], len(given), *given[-LAST:]]
