"""How long a copy may be used without asking (RFC 9111, RFC 5861)."""

from __future__ import annotations

from feedsvc.settings import DeliveryOptions

DAY = 86_400
# Answers that are no documents: nothing there, gone for good, moved.
MISSING, MOVED = "missing", "moved"


class Freshness:
    """`Cache-Control` for each kind of document (an address's `document_type`)."""

    def __init__(self, options: DeliveryOptions) -> None:
        feed, page, archive = options.feed_seconds, options.page_seconds, options.archive_seconds
        # max-age and stale-while-revalidate, in seconds.
        self._pages = (page, page)
        self._times = {
            "feed": (feed, feed),
            "archive": (archive, archive),
            MISSING: (min(page, 30), 0),
            MOVED: (DAY, 0),
        }
        self.longest = 2 * max(feed, page, archive, DAY)

    def cache_control(self, document_type: str, now: float, due: int | None) -> str:
        """The field's value at `now`; no copy is used beyond `due`, when the next scheduled post appears."""
        fresh, stale = self._times.get(document_type, self._pages)
        if due is not None:
            left = max(0, int(due - now))
            fresh, stale = min(fresh, left), min(stale, max(0, left - fresh))
        fields = ["public", f"max-age={fresh}"]
        if stale:
            fields.append(f"stale-while-revalidate={stale}")
        if document_type not in (MISSING, MOVED):
            fields.append(f"stale-if-error={7 * DAY}")
        return ", ".join(fields)
