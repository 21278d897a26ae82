from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "post"

    def ready(self) -> None:
        from network.signals import person_merged, stops_asked, weekly_letter_written
        from post import receivers

        person_merged.connect(receivers.settle_stops, dispatch_uid="post.settle_stops")
        weekly_letter_written.connect(receivers.promise_weekly_letter, dispatch_uid="post.promise_weekly_letter")
        stops_asked.connect(receivers.tell_stops, dispatch_uid="post.tell_stops")
