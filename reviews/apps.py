from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("Service Reviews")

    def ready(self) -> None:
        from reviews.figures.figure_proofs import FIGURE_PROOFS
        from reviews.reviewing.evidence import providers
        from reviews.reviewing.knowledge import KNOWLEDGE_PROOF
        from reviews.reviewing.proofs import PROOFS

        for proof in (*FIGURE_PROOFS, *PROOFS, KNOWLEDGE_PROOF):
            providers.add(proof)
