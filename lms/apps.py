from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "lms"
    label = "platform"
