"""The Service Review (SLA 11): what is talked over, what came of it, and what was published of it."""

from reviews.models.reviews import (
    ActionSide,
    AgendaPoint,
    AttendeeAnswer,
    ImprovementPoint,
    ImprovementStatus,
    PointOrigin,
    PublishedReview,
    Review,
    ReviewAttendee,
    ReviewResponse,
    ReviewState,
    ReviewText,
)

__all__ = [
    "ActionSide",
    "AgendaPoint",
    "AttendeeAnswer",
    "ImprovementPoint",
    "ImprovementStatus",
    "PointOrigin",
    "PublishedReview",
    "Review",
    "ReviewAttendee",
    "ReviewResponse",
    "ReviewState",
    "ReviewText",
]
