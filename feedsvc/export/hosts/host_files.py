"""The files for the hosts that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from feedsvc.export.hosts.apache import apache
from feedsvc.export.hosts.caddy import caddy
from feedsvc.export.hosts.edge import CLOUDFLARE, NETLIFY, edge
from feedsvc.export.hosts.names import APACHE, CADDY, NGINX
from feedsvc.export.hosts.nginx import nginx
from feedsvc.export.hosts.stubs import stubs
from feedsvc.export.rules import rules_of
from feedsvc.publish.documents import Edition
from feedsvc.settings import DeliveryOptions


@dataclass(slots=True)
class HostFiles:
    """Contents by name (percent-encoded, relative), and a line for each thing that they cannot do."""

    files: dict[str, bytes] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def host_files(
    edition: Edition,
    delivery: DeliveryOptions,
    hosts: Sequence[str],
    twins: Sequence[str] = (),
    nginx_modules: Sequence[str] = (),
) -> HostFiles:
    """The files for `hosts` (`nginx`, `apache`, `caddy`, `netlify`, `cloudflare`, `stubs`)."""
    made = HostFiles()
    if not hosts:
        return made
    rules = rules_of(edition, delivery)
    for host in hosts:
        told: list[str] = []
        match host:
            case "nginx":
                text, told = nginx(rules, twins, nginx_modules)
                made.files[NGINX] = text.encode()
            case "apache":
                made.files[APACHE] = apache(rules, twins).encode()
            case "caddy":
                made.files[CADDY] = caddy(rules, twins).encode()
            case "netlify" | "cloudflare":
                texts, told = edge(rules, NETLIFY if host == "netlify" else CLOUDFLARE)
                made.files |= {name: text.encode() for name, text in texts.items()}
            case "stubs":
                pages, told = stubs(rules, edition)
                made.files |= pages
        made.told += [f"{host}: {line}" for line in told]
    return made
