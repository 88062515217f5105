from celery import shared_task
from django.core.cache import cache


@shared_task
def echo(token: str) -> None:
    """Show that tasks are carried out: who queued it finds the token in the cache."""
    cache.set(f"echo:{token}", True, timeout=300)
