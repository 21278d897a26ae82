from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"

    def ready(self) -> None:
        from network.signals import reference_loaded
        from newsletter import receivers

        reference_loaded.connect(receivers.load_lists, dispatch_uid="newsletter.load_lists")
