from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "post"

    def ready(self) -> None:
        from anymail.signals import tracking
        from django.db.models.signals import pre_delete

        from network.models import Person
        from network.signals import (
            address_works_again,
            letter_written,
            many_people_seen,
            person_merged,
            stops_asked,
        )
        from post import receivers

        person_merged.connect(receivers.settle_stops, dispatch_uid="post.settle_stops")
        letter_written.connect(receivers.promise_letter_to_colleague, dispatch_uid="post.promise_letter_to_colleague")
        many_people_seen.connect(receivers.promise_privacy_alarm, dispatch_uid="post.promise_privacy_alarm")
        stops_asked.connect(receivers.tell_stops, dispatch_uid="post.tell_stops")
        address_works_again.connect(receivers.revive_address, dispatch_uid="post.revive_address")
        pre_delete.connect(receivers.forget_person, sender=Person, dispatch_uid="post.forget_person")
        tracking.connect(receivers.take_event, dispatch_uid="post.take_event")
