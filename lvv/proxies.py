"""Who asks: the address of the caller, behind proxies that we know."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

FORWARDED_FOR, FORWARDED_PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"


@dataclass(frozen=True)
class Proxies:
    """The proxies whose word is taken: so many one behind the other, or those of some networks."""

    number: int = 0
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Proxies":
        """A number, or networks and addresses with commas; raises ValueError on all else."""
        if text.strip().isdecimal():
            return cls(number=int(text))
        parts = [part.strip() for part in text.split(",")]
        return cls(networks=tuple(ip_network(part) for part in parts if part))

    def __bool__(self) -> bool:
        return bool(self.number or self.networks)

    def caller(self, peer: str, forwarded: str) -> str | None:
        """Who asked, or None where the request did not come through our proxies.

        Each proxy adds at the end whom it heard it from. What is further to the front than our
        own proxies wrote, the caller may have made up.
        """
        hops = [hop for part in forwarded.split(",") if (hop := part.strip())]
        if self.number:
            far = len(hops) >= self.number
            found = _address(hops[-self.number]) if far else None
            return str(found) if found else None
        caller = _address(peer)
        if caller is None or not self._holds(caller):
            return None
        for hop in reversed(hops):
            before = _address(hop)
            if before is None:
                break
            caller = before
            if not self._holds(caller):
                break
        return str(caller)

    def _holds(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self.networks)


class ProxyMiddleware:
    """Put the caller in the place of the proxy, and forget what anyone else says of it."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        told = request.META
        forwarded, protocols = told.pop(FORWARDED_FOR, ""), told.pop(FORWARDED_PROTO, "")
        caller = settings.LVV_TRUSTED_PROXIES.caller(told.get("REMOTE_ADDR", ""), forwarded)
        if caller is not None:
            told["REMOTE_ADDR"] = caller
            # Where a proxy adds to what it was sent, each part of the way has to be safe.
            if {part.strip() for part in protocols.split(",")} == {"https"}:
                told[FORWARDED_PROTO] = "https"
        return self.respond(request)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address, without port and zone; IPv4 that is dressed as IPv6 is undressed."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
