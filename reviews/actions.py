"""What can be done with Service Reviews, for the doors; each verb lies with its subject."""

from reviews.reviewing.improving import add_improvement, end_improvement, remove_improvement
from reviews.reviewing.planning import (
    answer_invitation,
    call_off_review,
    invite,
    move_review,
    plan_review,
    uninvite,
)
from reviews.reviewing.publishing import correct_review, hold_review, publish_review, respond, share_papers
from reviews.reviewing.writing import add_point, remove_point, set_fit, start_next_version, write_text

__all__ = [
    "add_improvement",
    "add_point",
    "answer_invitation",
    "call_off_review",
    "correct_review",
    "end_improvement",
    "hold_review",
    "invite",
    "move_review",
    "plan_review",
    "publish_review",
    "remove_improvement",
    "remove_point",
    "respond",
    "set_fit",
    "share_papers",
    "start_next_version",
    "uninvite",
    "write_text",
]
