"""The files for the hosts that are asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from feedsvc.export.former_pages import FEW, MOST
from feedsvc.export.hosts.apache import apache
from feedsvc.export.hosts.caddy import caddy
from feedsvc.export.hosts.edge import CLOUDFLARE, NETLIFY, edge
from feedsvc.export.hosts.names import APACHE, CADDY, NGINX
from feedsvc.export.hosts.nginx import nginx
from feedsvc.export.hosts.stubs import stubs
from feedsvc.export.rules import Rules, rules_of
from feedsvc.publish.documents import Edition
from feedsvc.settings import Settings


@dataclass(slots=True)
class HostFiles:
    """Contents by name (percent-encoded, relative), and a line for each thing that they cannot do."""

    files: dict[str, bytes] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def host_files(edition: Edition, settings: Settings) -> HostFiles:
    """The files for `export.hosts`."""
    made, chosen = HostFiles(), settings.export
    if not chosen.hosts:
        return made
    rules = rules_of(edition, settings.delivery)
    for host in chosen.hosts:
        told: list[str] = []
        match host:
            case "nginx":
                text, told = nginx(rules, chosen.twins, chosen.nginx_modules)
                made.files[NGINX] = text.encode()
            case "apache":
                made.files[APACHE] = apache(rules, chosen.twins).encode()
                told = _told_of_few(rules)
            case "caddy":
                made.files[CADDY] = caddy(rules, chosen.twins).encode()
            case "netlify" | "cloudflare":
                texts, told = edge(rules, NETLIFY if host == "netlify" else CLOUDFLARE)
                made.files |= {name: text.encode() for name, text in texts.items()}
            case "stubs":
                pages, told = stubs(rules, edition)
                told += _told_of_few(rules)
                made.files |= pages
        made.told += [f"{host}: {line}" for line in told]
    if len(rules.former_pages) == MOST:
        made.told.append(f"of numbered pages that are no more, {MOST} lead on, those that are asked for most")
    return made


def _told_of_few(rules: Rules) -> list[str]:
    if (known := len(rules.former_pages)) <= FEW:
        return []
    return [f"of {known} numbered pages that are no more, {FEW} lead on, those that are asked for most"]
