"""What a browser is told of every page, by the server and by the files for hosts."""

from __future__ import annotations

from types import MappingProxyType

# What no page of a blog asks a browser for, so that no frame in a post can.
_UNUSED_FEATURES = (
    "camera", "microphone", "geolocation", "display-capture", "payment", "usb", "serial", "midi",
)  # fmt: skip
PAGE_POLICIES = MappingProxyType(
    {
        # Players of other sites want to know on which site they are, and nobody on which page.
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED_FEATURES),
    }
)
