from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "post"

    def ready(self) -> None:
        from network.signals import person_merged
        from post import receivers

        person_merged.connect(receivers.settle_stops, dispatch_uid="post.settle_stops")
