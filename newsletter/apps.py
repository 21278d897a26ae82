from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"

    def ready(self) -> None:
        from network.signals import (
            invitation_taken_back,
            organisation_timeline_asked,
            person_merged,
            preferred_address_changed,
            reference_loaded,
            timeline_asked,
        )
        from newsletter import receivers
        from post.signals import consent_asked, letters_cancelled, mail_stopped

        reference_loaded.connect(receivers.load_lists, dispatch_uid="newsletter.load_lists")
        timeline_asked.connect(receivers.add_to_timeline, dispatch_uid="newsletter.add_to_timeline")
        organisation_timeline_asked.connect(
            receivers.add_to_timeline_of_organisation, dispatch_uid="newsletter.add_to_timeline_of_organisation"
        )
        person_merged.connect(receivers.settle_subscriptions, dispatch_uid="newsletter.settle_subscriptions")
        invitation_taken_back.connect(receivers.let_go_of_invitations, dispatch_uid="newsletter.let_go_of_invitations")
        preferred_address_changed.connect(receivers.ask_new_address, dispatch_uid="newsletter.ask_new_address")
        mail_stopped.connect(receivers.end_places, dispatch_uid="newsletter.end_places")
        consent_asked.connect(receivers.tell_lost_consent, dispatch_uid="newsletter.tell_lost_consent")
        letters_cancelled.connect(receivers.let_go_of_the_uninvited, dispatch_uid="newsletter.let_go_of_the_uninvited")
