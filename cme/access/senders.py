"""Strangers who send forms: from which network."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

OWN_BITS = 64  # of an IPv6 address: what one network is given


def network_of_sender(request: HttpRequest) -> str:
    """Return the network that a visitor comes from: behind a proxy that we trust, as that proxy saw it."""
    seen: str = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return network_of(forwarded.rpartition(",")[2].strip() or seen)


def _without_port(address: str) -> str:
    """Return an address alone: some proxies write the port beside it, and systems the zone of a local one."""
    host = address.partition("%")[0]
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0] if host.count(":") == 1 else host


def network_of(address: str) -> str:
    """Return what counts as one network: an IPv4 address, or the half of an IPv6 address that names the network."""
    try:
        known = ipaddress.ip_address(_without_port(address))
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, OWN_BITS), strict=False))
    return str(known)
