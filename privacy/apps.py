from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        from post.signals import leaving_asked
        from privacy import receivers

        leaving_asked.connect(receivers.hold_while_something_asked_is_lost, dispatch_uid="privacy.hold_letters")
