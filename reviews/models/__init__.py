"""What is kept of reviews, a file for each subject."""

from reviews.models.evaluations import (
    TO_WRITE,
    UNFINISHED,
    BreachCause,
    Evaluation,
    EvaluationAct,
    EvaluationPart,
    EvaluationState,
    EvaluationStep,
    EvaluationVersion,
    EvaluationWhy,
)

__all__ = [
    "TO_WRITE",
    "UNFINISHED",
    "BreachCause",
    "Evaluation",
    "EvaluationAct",
    "EvaluationPart",
    "EvaluationState",
    "EvaluationStep",
    "EvaluationVersion",
    "EvaluationWhy",
]
