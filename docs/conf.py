"""How Sphinx makes the documentation a site: `make docs`."""

import re
from pathlib import Path

_ROOT = Path(__file__).parent.parent

project = "feedsvc"
release = re.search(r'__version__ = "(.+)"', (_ROOT / "feedsvc" / "__init__.py").read_text("utf-8"))[1]
extensions = ["myst_parser"]
html_theme = "furo"
html_title = f"feedsvc {release}"
html_copy_source = False
html_show_sphinx = False
# A link to a heading of another page is looked up, too.
myst_heading_anchors = 4

nitpicky = True
