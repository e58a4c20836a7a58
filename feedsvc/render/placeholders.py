"""Addresses that are known only when a document is made, and what stands in for them until then.

Every address on the site is written on a stand-in host, and `publish` puts the site's own URL in its place:
so a stored entry holds for any address of the site, and a moved domain renders nothing again. The host
cannot exist (RFC 2606, section 2). Root-relative links in a post begin with ORIGIN alone.
"""

from __future__ import annotations

ORIGIN = "https://site.feedsvc.invalid/"
SITE = ORIGIN + "~site/"

# The URL of another post, by the name of its file: POST, then a reference (see `render.references`). In a
# link to TITLED, the post's title is the text of the link.
POST = ORIGIN + "~post/"
TITLED = ORIGIN + "~titled/"
