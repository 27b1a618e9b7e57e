"""Finds links that cannot work, by their form alone; nothing is fetched."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from report_helpers.narrative.model import Slip, slip_at

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEME = re.compile(r"(?<![A-Za-z])https?(?P<marks>[:：;；.。]?[ \u3000]?[/／\\]{1,4})", re.IGNORECASE)
_LOCAL_FILE = re.compile(r"(?<![A-Za-z])file:[/\\]{1,4}[^\s，。；、）》”]{0,300}", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(?<![A-Za-z0-9.@/-])(?:localhost(?![A-Za-z0-9-])(?::[0-9]{1,5})?|(?:www\.)?example\.(?:com|org|net)(?![A-Za-z]))",
    re.IGNORECASE,
)
_WWW = re.compile("(?<![A-Za-z0-9./／@_-])(?:www|ｗｗｗ)(?=[.。．，、·])", re.IGNORECASE)
_CHINESE_POINT = "。，、：；·"
# A host as it was typed: its own characters, wide ones, and Chinese points before a letter.
_HOST = re.compile(rf"(?:[A-Za-z0-9._~%@:\[\]-]|[０-９Ａ-Ｚａ-ｚ．－]|[{_CHINESE_POINT}](?=[A-Za-z])){{0,253}}")
_CHINESE_HOST = re.compile("[一-鿿][一-鿿A-Za-z0-9-]{0,40}\\.[一-鿿A-Za-z]")
_SPACED = re.compile("(?<=\\.)[ \u3000]{1,3}[A-Za-z0-9]|[ \u3000]{1,3}\\.[A-Za-z]")
_COMPLETE = re.compile(r"(?:[A-Za-z0-9-]+\.)+(?:cn|com|net|org)(?::[0-9]+)?$", re.IGNORECASE)
_TOP = re.compile("[A-Za-z]{2,24}|xn--[A-Za-z0-9-]+", re.IGNORECASE)
_LABEL = re.compile("(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_RESERVED = ("example", "test", "invalid", "local", "localhost", "localdomain")


def find_broken_links(text: str) -> tuple[Slip, ...]:
    """Return the links a reader could not follow: broken, unfinished, or of an inner network."""
    slips: list[Slip] = []
    for slip in sorted(_candidates(text), key=lambda slip: (slip.start, -slip.end)):
        if not slips or slip.start >= slips[-1].end:
            slips.append(slip)
    return tuple(slips)


def _candidates(text: str) -> Iterator[Slip]:
    """Yield every fault; of two at one place the longer is kept later."""
    for match in _LOCAL_FILE.finditer(text):
        yield slip_at("link", text, match.span(), "这是本机文件，读者打不开，请改为网站上的地址")
    for match in _PLACEHOLDER.finditer(text):
        yield slip_at("link", text, match.span(), "这是本机或示例地址，请改为网站上的地址")
    reached = 0
    for match in _WWW.finditer(text):
        if match.start() < reached:
            continue
        if text[match.start() : match.end()].isascii():
            for slip in _host_slips(text, match.start(), match.start()):
                reached = slip.end
                yield slip
        else:
            yield slip_at("link", text, match.span(), "网址含全角字符，请改为半角")
    for match in _SCHEME.finditer(text):
        yield from _link_slips(text, match)


def _link_slips(text: str, match: re.Match[str]) -> Iterator[Slip]:
    """Yield what is wrong with a link that has http or https before it."""
    marks, after = match["marks"], match.end()
    if marks == "://":
        yield from _host_slips(text, match.start(), after)
        return
    host = _HOST.match(text, after)
    end = host.end() if host else after
    is_link = end > after and (len(marks) > 1 or "." in text[after:end])
    if is_link and not re.fullmatch("[0-9.]{1,3}", text[after:end]):  # HTTP/1.1 is no link
        yield slip_at("link", text, (match.start(), end), "网址开头应为“http://”或“https://”，请改正")


def _host_slips(text: str, start: int, after: int) -> Iterator[Slip]:
    """Yield what is wrong with the host that begins at *after*."""
    if _CHINESE_HOST.match(text, after):  # a Chinese domain name
        return
    matched = _HOST.match(text, after)
    host = _without_sentence(matched[0] if matched else "")
    end = after + len(host)
    spaced = _SPACED.match(text, end)
    if not host:
        yield slip_at("link", text, (start, end), "网址没有写完整，请补全")
        return
    if spaced and not _COMPLETE.search(host.rstrip(".")):
        yield slip_at("link", text, (start, spaced.end()), "网址中间有空格，请删去")
        return
    if not host.isascii():
        yield slip_at("link", text, (start, end), "网址中有全角字符或中文标点，请改为半角")
        return
    fault = _fault(host.rstrip(".:") if start != after else host.rstrip("."))
    if fault:
        yield slip_at("link", text, (start, end), fault)


def _without_sentence(host: str) -> str:
    """Cut off what a sentence goes on with after a complete host: a.gov.cn，App."""
    for place, character in enumerate(host):
        if character in _CHINESE_POINT:
            goes_on = re.match("cn(?![A-Za-z.])", host[place + 1 :]) and not host[:place].endswith(".cn")
            if _COMPLETE.search(host[:place]) and not goes_on:
                return host[:place]
    return host


def _fault(host: str) -> str:
    """Say what is wrong with an ASCII host, or return an empty text."""
    name = re.sub(":[0-9]{0,5}$", "", host.rpartition("@")[2])
    address = _address(name.strip("[]"))
    if address is not None:
        return "" if address.is_global else "这是内部网络地址，读者打不开，请改为网站上的地址"
    labels = name.lower().split(".")
    if labels[-1] in _RESERVED or labels[-2:-1] == ["example"]:
        return "这是本机或示例地址，请改为网站上的地址"
    if not all(_LABEL.fullmatch(label) for label in labels):
        return "网址的域名写法有误，请核对"
    two = len(labels) == 2  # noqa: PLR2004
    if len(labels) < 2 or not _TOP.fullmatch(labels[-1]) or (two and labels[0] == "www"):  # noqa: PLR2004
        return "网址缺少域名后缀（如 .gov.cn），请补全"
    return "“.gov”之后是否漏了“.cn”，请核对" if labels[-1] == "gov" else ""


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
