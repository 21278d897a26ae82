from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "web"

    def ready(self) -> None:
        from web import checks  # noqa: F401  its decorator registers it
        from web.required import say_what_to_do

        say_what_to_do()
