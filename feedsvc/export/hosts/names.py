"""What the files for hosts are called. No host should send them as documents."""

from __future__ import annotations

from feedsvc.export.manifest import JOURNAL, MANIFEST

NGINX, APACHE, CADDY = "feedsvc-nginx.conf", ".htaccess", "feedsvc-caddy.conf"
HEADERS, REDIRECTS = "_headers", "_redirects"
NOT_FOUND = "404.html"
# Files beside the documents that are for a host, or for the next export.
HIDDEN = (MANIFEST, JOURNAL, NGINX, APACHE, CADDY, HEADERS, REDIRECTS)
