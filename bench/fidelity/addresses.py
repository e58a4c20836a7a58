"""Addresses in one form, so that those of two pages can be compared."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urljoin, urlsplit

# WHATWG URL, sections 4.4 (a backslash is a slash, line ends go) and 3.5 (forbidden domain code points).
_AS_BROWSERS = str.maketrans({"\t": None, "\n": None, "\r": None, "\\": "/"})
_NO_HOST = re.compile(r"[\x00-\x20\"#%/:<>?@\[\\\]^`{|}\x7f“”‘’（），。、；：！？《》【】]|^$")
# What a browser or another program opens (IANA, "Uniform Resource Identifier Schemes").
_SCHEMES = frozenset(
    """
    data doi feed file ftp ftps gemini geo git irc ircs magnet mailto news nntp sftp sip sms ssh svn tel
    telnet urn webcal xmpp
    """.split()  # noqa: SIM905 (a table is easier to read)
)


def address_on(page: str, written: str, own: frozenset[str]) -> str:
    """`written` as a browser resolves it on `page`, percent-decoded; on one of the site's `own` hosts its
    path alone, "#" for that very page or a place on it; "" where it leads nowhere: a host that there cannot
    be, or a scheme that is nothing but a name with a colon (`<tx:advice>`)."""
    try:
        whole = urlsplit(urljoin(page, written.strip().translate(_AS_BROWSERS)))
        host = _host(whole.hostname or "")
    except ValueError:
        return ""
    path = _path(whole.path)
    query = f"?{unquote(whole.query)}" if whole.query else ""
    if whole.scheme not in ("http", "https"):
        return f"{whole.scheme}:{path}{query}" if whole.scheme in _SCHEMES else ""
    if _NO_HOST.search(host):
        return ""
    if host in own:
        here = written.startswith("#") or (path == _path(urlsplit(page).path) and not query)
        return "#" if here else path + query
    return f"{whole.scheme}://{host}{path}{query}"


def frame_keys(address: str) -> set[str]:
    """What an address of a frame and that of the page it shows have in common: the name of the film, drawing
    or file, or the address itself."""
    names = {name for name in re.findall(r"[\w-]{6,}", address) if re.search(r"\d|[a-z][A-Z]", name)}
    names.add(address.partition("?")[0].rstrip("/").rpartition("/")[2].removesuffix(".js"))
    return names | {
        re.sub(r"^(?:https?:)?//", "", address).partition("?")[0].removesuffix(".js").rstrip("/")
    } - {""}


def _host(host: str) -> str:
    """One form for a name in other letters than Latin ones."""
    host = unquote(host)
    if "xn--" in host:
        try:
            host = host.encode().decode("idna")
        except UnicodeError:
            return host
    return host if host.isascii() else unicodedata.normalize("NFKC", host).lower()


def _path(path: str) -> str:
    return re.sub("/+", "/", unquote(path)).removesuffix("index.html").rstrip("/") or "/"
