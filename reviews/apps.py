from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("Service Reviews")

    def ready(self) -> None:
        from reviews.figures.figure_proofs import FIGURE_PROOFS
        from reviews.models import BreachCause, Evaluation, ImprovementPoint, TicketRecord
        from reviews.reviewing.evidence import providers
        from reviews.reviewing.knowledge import KNOWLEDGE_PROOF
        from reviews.reviewing.proofs import PROOFS
        from tickets.merging.rules import MergeRule, merge_rules

        for proof in (*FIGURE_PROOFS, *PROOFS, KNOWLEDGE_PROOF):
            providers.add(proof)
        for about in (BreachCause, Evaluation, ImprovementPoint, TicketRecord):  # of what that ticket was
            merge_rules.add(MergeRule(about))
