"""Reports of made-up submissions, for the tests of everything that shows Reports."""

import math
from collections.abc import Sequence

from autograder.batch.summary import BatchSummary
from autograder.grading.scoring import status_of, total_points
from autograder.model import Kind, Verdict
from autograder.report import (
    Diagnosis,
    ExerciseResult,
    Figure,
    GradedFile,
    Line,
    Outcome,
    Probe,
    Report,
)

HOSTILE = '<script>alert("x")</script>\u202egnp.\x1b[31m\x00&\'"><img src=x onerror=y>'
"""markup, a direction override, a terminal escape, quotes"""


def outcome(
    verdict: Verdict = Verdict.PASSED,
    rubric: str = "The result is right on random inputs.",
    message: str = "",
    *,
    test: str = "test_values",
) -> Outcome:
    """Give what one hidden test of weight 1 saw."""
    return Outcome(
        test=test, rubric=rubric, verdict=verdict, weight=1.0, message=message
    )


def passed(*rubrics: str) -> tuple[Outcome, ...]:
    """Give passed outcomes."""
    return tuple(outcome(rubric=rubric) for rubric in rubrics)


def exercise(
    name: str = "softmax",
    points: float = 6,
    outcomes: Sequence[Outcome] = (),
    **fields: object,
) -> ExerciseResult:
    """Give a code exercise, scored by the share of its tests that passed."""
    outcomes = tuple(outcomes) or passed("Rows sum to 1.", "Values are right.")
    verdicts = [one.verdict for one in outcomes]
    right = verdicts.count(Verdict.PASSED)
    judged = len(verdicts) - verdicts.count(Verdict.GRADER_ERROR)
    causes = [one for one in verdicts if one not in (Verdict.PASSED, Verdict.BLOCKED)]
    ours = Verdict.GRADER_ERROR in verdicts
    parts = {
        "name": name,
        "notebook": "cross_entropy",
        "kind": Kind.CODE,
        "score": points * right / judged if judged else points,
        "max_score": points,
        "verdict": Verdict.GRADER_ERROR if ours else (causes or [Verdict.PASSED])[0],
        "outcomes": outcomes,
    }
    return ExerciseResult.model_validate(parts | fields)


def written(name: str = "why_zero_log_zero", points: float = 2.5) -> ExerciseResult:
    """Give a written question."""
    return ExerciseResult(
        name=name,
        notebook="cross_entropy",
        kind=Kind.WRITTEN,
        score=None,
        max_score=points,
        verdict=None,
    )


def report(
    *exercises: ExerciseResult, student: str = "s014", **fields: object
) -> Report:
    """Give a Report of these exercises, added up."""
    score, best, extra = total_points(exercises)
    parts = {
        "student": student,
        "assignment": "cross_entropy",
        "title": "Cross-entropy",
        "status": status_of(exercises),
        "score": score,
        "max_score": best,
        "extra_credit": extra,
        "suite": "4f2a91c0de",
        "sandbox": "namespaces, landlock, seccomp",
        "grader": "0.1.0",
        "submission": GradedFile(
            file="cross_entropy.ipynb",
            sha256="3ab98f17c2",
            submitted_at="2025-10-14T21:40:00+02:00",
        ),
        "exercises": exercises,
    }
    return Report.model_validate(parts | fields)


def summed(*reports: Report) -> BatchSummary:
    """Give these Reports, added up."""
    tally = BatchSummary()
    for one in reports:
        tally.add_report(one)
    return tally


def training_figure() -> Figure:
    """Give four training curves: two of the student's, two expected."""
    steps = tuple(float(step) for step in range(0, 200, 2))

    def rise(speed: float, top: float) -> tuple[float, ...]:
        return tuple(top * (1 - math.exp(-step / speed)) for step in steps)

    flat = tuple(1e-7 for _ in steps)
    return Figure(
        title="From the saturated corner: cross-entropy recovers, MSE stalls",
        xlabel="step",
        ylabel="probability of the true class",
        lines=(
            Line(label="cross-entropy", who="yours", x=steps, y=rise(30, 0.994)),
            Line(label="MSE", who="yours", x=steps, y=flat),
            Line(label="cross-entropy", who="expected", x=steps, y=rise(30, 0.994)),
            Line(label="MSE", who="expected", x=steps, y=flat),
        ),
    )


def stalled_figure() -> Figure:
    """Give one flat line of the student's below an expected one."""
    steps = tuple(float(step) for step in range(120))
    return Figure(
        title="Accuracy while training with your gradient and with the reference",
        xlabel="step",
        ylabel="accuracy",
        lines=(
            Line(label="yours", who="yours", x=steps, y=tuple(0.0 for _ in steps)),
            Line(
                label="reference",
                who="expected",
                x=steps,
                y=tuple(1 / (1 + math.exp(8 - step)) for step in steps),
            ),
        ),
    )


def ratio_figure() -> Figure:
    """Give a ratio over gaps on a logarithmic scale."""
    gaps = (0.0, 4.0, 8.0, 12.0, 16.0, 20.0)
    true = tuple(math.cosh(gap / 2) ** 2 for gap in gaps)
    return Figure(
        title="How much longer the cross-entropy gradient is",
        xlabel="gap between the logits",
        ylabel="|∇CE| / |∇MSE|",
        lines=(
            Line(label="measured", who="yours", x=gaps, y=tuple(6 * y for y in true)),
            Line(label="cosh²(gap/2)", who="expected", x=gaps, y=true),
        ),
        log_y=True,
    )


def path_figure() -> Figure:
    """Give two paths in a plane, one of which hardly moves."""
    turn = [step / 20 for step in range(60)]
    out = tuple(-9 + 6 * math.sin(angle) for angle in turn)
    up = tuple(9 - 5 * angle for angle in turn)
    return Figure(
        title="Your path on the loss surface",
        xlabel="y1",
        ylabel="y2",
        lines=(
            Line(label="CE", who="yours", x=out, y=up),
            Line(label="CE", who="expected", x=out, y=tuple(y + 0.5 for y in up)),
            Line(label="MSE", who="yours", x=(-9.0, -9.0), y=(9.0, 9.0)),
        ),
    )


ALL_RIGHT = report(
    exercise("one_hot", 6),
    exercise("softmax", 10),
    exercise("train", 6, figures=(training_figure(),)),
    written(),
    exercise("adam_step", 0, max_extra_credit=3.0, extra_credit=3.0),
    student="s001",
)

MIXED = report(
    exercise(
        "one_hot",
        6,
        notes=(
            "the answer cell `one_hot_solution` is there 2 times; "
            "the last definition was graded",
        ),
    ),
    exercise(
        "softmax",
        10,
        [
            *passed("Rows sum to 1.", "The input is left alone."),
            outcome(
                Verdict.WRONG,
                "Logits of ±10000 give finite probabilities.",
                "the result contains nan",
                test="test_extremes",
            ),
            outcome(
                Verdict.TIMED_OUT,
                "2000 rows of 10 take less than 2 seconds.",
                test="test_size",
            ),
        ],
        lecture=("L3",),
        probe=Probe(
            call="softmax(logits)    logits: (2, 3)",
            yours="[[0.8789 0.1189 0.0022]\n [nan    0.     0.    ]]",
            expected="[[0.8789 0.1189 0.0022]\n [1.     0.     0.    ]]",
            remarks=("1 of 6 numbers are nan or infinite",),
        ),
    ),
    exercise(
        "cross_entropy_grad_logits",
        8,
        [
            outcome(
                Verdict.WRONG,
                "The gradient agrees with the formula on random batches.",
                "all entries of the result are wrong, by up to 500% off",
                test="test_values_random",
            ),
            *(
                outcome(
                    Verdict.BLOCKED,
                    rubric,
                    "not run: needs `test_values_random`",
                    test=f"test_{place}",
                )
                for place, rubric in enumerate(
                    (
                        "Cross-entropy recovers from every corner of the surface.",
                        "The loss falls along the negative gradient.",
                        "An empty batch gives an empty gradient.",
                    )
                )
            ),
        ],
        lecture=("L9", "L10"),
        probe=Probe(
            call="cross_entropy_grad_logits(logits, targets)"
            "    logits: (2, 3), targets: (2, 3)",
            yours="[[ 0.341  0.289 -0.63 ]\n [ 0.512 -0.845  0.333]]",
            expected="[[ 0.0568  0.0482 -0.105 ]\n [ 0.0853 -0.1408  0.0555]]",
        ),
        diagnosis=(
            Diagnosis(
                misconception="gradient_of_the_sum",
                likeness=1.0,
                hint="The loss is a mean over the batch; is its gradient one as well?",
            ),
        ),
        figures=(training_figure(), ratio_figure()),
    ),
    exercise("plot_ratio", 2.5, kind=Kind.PLOT),
    exercise(
        "train_from_bad_start",
        6,
        [
            outcome(
                Verdict.RAISED,
                "From a confidently wrong start, cross-entropy recovers.",
                "your code raised ValueError at line 3 of `train_from_bad_start`",
            ),
            outcome(
                Verdict.BLOCKED,
                "The loss falls at every step.",
                "it calls a function that is not attempted yet",
                test="test_falls",
            ),
        ],
        figures=(stalled_figure(),),
    ),
    exercise("descend", 3, figures=(path_figure(),)),
    exercise(
        "predict",
        1,
        [outcome(Verdict.NOT_ATTEMPTED, message="not attempted yet")],
    ),
    exercise(
        "accuracy",
        1,
        [
            outcome(
                Verdict.MISSING,
                message="`accuracy` is not defined after the notebook has run",
            )
        ],
    ),
    written("why_zero_log_zero"),
    written("derive_the_gradient"),
    exercise(
        "adam_step",
        0,
        [
            outcome(),
            outcome(Verdict.WRONG, "The bias is corrected.", "the result is 34% off"),
        ],
        max_extra_credit=3.0,
        extra_credit=1.5,
    ),
    notes=("the file `Untitled3.ipynb` was graded as `cross_entropy.ipynb`",),
)

UNATTEMPTED = report(
    *(
        exercise(name, 5, [outcome(Verdict.NOT_ATTEMPTED, message="not attempted yet")])
        for name in ("one_hot", "softmax", "cross_entropy", "cross_entropy_grad_logits")
    ),
    written(),
    student="s002",
)

UNREADABLE = report(
    *(
        exercise(
            name,
            5,
            [
                outcome(
                    Verdict.MISSING,
                    message="there was no notebook that could be read",
                )
            ],
        )
        for name in ("one_hot", "softmax", "cross_entropy")
    ),
    student="s003",
    status="unreadable",
    unreadable="the file is not a complete notebook: it ends too early or is damaged: "
    "open it in Jupyter, save it and hand it in again",
    submission=GradedFile(file="cross_entropy.ipynb", sha256="00ff"),
)

NOT_GRADED = report(
    exercise("one_hot", 6),
    exercise(
        "softmax",
        6,
        [
            outcome(
                Verdict.GRADER_ERROR, message="the worker did not start: no memory left"
            )
        ],
    ),
    exercise(
        "train",
        6,
        [
            outcome(),
            outcome(Verdict.WRONG, "The loss falls.", "the loss rises"),
            outcome(
                Verdict.GRADER_ERROR,
                "History has one entry a step.",
                "disk is full",
                test="test_history",
            ),
        ],
    ),
    student="s007",
)

HOSTILE_REPORT = report(
    exercise(
        "softmax",
        6,
        [
            outcome(
                Verdict.WRONG,
                "Rows sum to 1.",
                f"the result has the keys `{HOSTILE}`, expected `W`",
            )
        ],
        notes=(HOSTILE,),
        probe=Probe(
            call="softmax(x)", yours=HOSTILE * 3, expected="[1. 2.]", remarks=(HOSTILE,)
        ),
        figures=(
            Figure(
                title=HOSTILE,
                xlabel=HOSTILE,
                ylabel=HOSTILE,
                lines=(Line(label=HOSTILE, x=(0.0, 1.0), y=(0.0, 1.0)),),
            ),
        ),
    ),
    exercise("predict", 1, [outcome(Verdict.MISSING, message=HOSTILE)]),
    exercise(
        "train",
        6,
        [outcome(Verdict.WRONG)],
        diagnosis=(Diagnosis(misconception=HOSTILE, likeness=0.8, hint=HOSTILE),),
    ),
    student=HOSTILE,
    title=HOSTILE,
    notes=(HOSTILE, "long " + "x" * 500),
    submission=GradedFile(file=HOSTILE, sha256=HOSTILE, submitted_at=HOSTILE),
)

SAMPLES = {
    "all_right": ALL_RIGHT,
    "mixed": MIXED,
    "unattempted": UNATTEMPTED,
    "unreadable": UNREADABLE,
    "not_graded": NOT_GRADED,
    "hostile": HOSTILE_REPORT,
}
