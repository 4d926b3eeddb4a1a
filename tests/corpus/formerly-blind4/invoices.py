from datetime import timedelta

from django.utils import timezone

from .models import Invoice


def overdue(customer, days=30):
    limit = timezone.now() - timedelta(days=days)
    # not: filter
    rows = Invoice.objects.filter(customer=customer, paid__isnull=True, due__lt=limit)
    return [r for r in rows.order_by("due") if not r.on_hold]
