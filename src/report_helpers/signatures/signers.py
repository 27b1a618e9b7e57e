"""Who may sign, and who signed: the list of signers, and signatures verified against it by ssh-keygen.

List and signatures are read more strictly than ssh-keygen reads them: one signature has one
spelling, one key is one person. What they are worth is decided by ssh-keygen alone.
"""

from __future__ import annotations

import base64
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, raise_problems, shorten
from report_helpers.files.plain_files import read_bytes, write_new
from report_helpers.signatures.ssh import NAMESPACE, last_line, run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
PREAMBLE = b"SSHSIG\x00\x00\x00\x01"  # magic and version; the version is not signed, so none other may pass
# No certificates are among the types.
LINE = re.compile(
    r'(?P<name>[^ \t]+)[ \t]+(?:(?P<options>(?:[^ \t"]|"[^"]*")+)[ \t]+)?'
    r"(?P<key>(?:sk-)?(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521))(?:@openssh\.com)?[ \t]+[^ \t]+)"
    r"(?:[ \t].*)?"
)
OPTION = re.compile(r'(namespaces|valid-after|valid-before)="([^"]*)"', re.IGNORECASE)
TIME = re.compile(r"(\d{8})((?:\d\d){2,3})?Z?", re.ASCII)
_ABSENT = (
    "请建立这个文件，一个审核人一行：姓名、空格、公钥（ssh-keygen 生成的 .pub 文件的内容），如 张三 ssh-ed25519 AAAA…"
)
NAME_RULE = '姓名不能为空，不能含空格、控制字符，也不能含 * ? ! # , " 这些字符，它们在签名人名单中另有含义'
LIMITS = {
    "key has expired": "已过有效期（valid-before）",
    "key is not yet valid": "还没有到有效期（valid-after）",
    "not permitted for use in": f"不能用于年度报告（namespaces 中没有 {NAMESPACE}）",
}


@dataclass(frozen=True, slots=True)
class Signer:
    """A person on the list of signers, and the fingerprint of one of their keys."""

    name: str
    key: str


class SignatureError(Exception):
    """The signature does not show that this person signed this message; *reason* says why, in Chinese."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        self.reason = reason
        super().__init__(reason)


def verify(message: bytes, signature: str, name: str, allowed_signers: Path, on: date | None = None) -> Signer:
    """Return the signer when *signature* is that of *name* over *message*; else raise SignatureError.

    A key must have been valid *on* the day of signing (now, when None): a list whose
    entries expire later leaves earlier signatures standing.
    """
    if not _is_name(name):
        raise InputError(Problem(NAME_RULE, value=name))
    listed = _list_text(allowed_signers, allowed_signers.name)
    return _verified(message, signature.replace("\r\n", "\n"), name, (listed, allowed_signers.name), on)


@lru_cache(maxsize=4096)  # of a release that many commands read: running ssh-keygen takes 4 ms
def _verified(message: bytes, text: str, name: str, listed: tuple[str, str], on: date | None) -> Signer:
    """Return the signer of a signature's *text*, one of those in *listed*, a list's text and name, or raise."""
    people = _signers(*listed)
    namespace = _namespace(text)
    if namespace != NAMESPACE:
        raise SignatureError(f"签名的用途是“{shorten(namespace)}”，不是年度报告（{NAMESPACE}）")
    with tempfile.TemporaryDirectory() as folder:
        armoured, allowed = Path(folder, "signature"), Path(folder, "allowed_signers")
        write_new(armoured, text.encode("ascii"))
        write_new(allowed, listed[0])
        common: list[str | Path] = ["-n", NAMESPACE, "-s", armoured]
        time: list[str | Path] = [f"-Overify-time={on:%Y%m%d}"] if on else []
        done = run("核对签名", ["-Y", "verify", *time, "-f", allowed, "-I", name.encode(), *common], message)
        checked = done if done.returncode == 0 else run("核对签名", ["-Y", "check-novalidate", *common], message)
    key = re.search(rb"key (SHA256:\S+)\s*$", checked.stdout)
    if checked.returncode or key is None:
        raise SignatureError("签名与内容不符：签名之后内容改动过，或签的不是这份内容")
    signer = Signer(name, key[1].decode())
    if done.returncode:
        raise SignatureError(_why_not_allowed(signer, people, done.stderr.decode(errors="replace")))
    return signer


def read_allowed_signers(path: Path, shown: str) -> tuple[Signer, ...]:
    """Return every line of the list at *path*, called *shown* in messages, in its order.

    Options that limit a key (validity, namespaces) are left to `verify`, which heeds them.
    """
    return _signers(_list_text(path, shown), shown)


def signers_in(text: str, shown: str) -> tuple[Signer, ...]:
    """Return every line of a list by its text, as `read_allowed_signers` does."""
    return _signers(text.replace("\r\n", "\n"), shown)


def _namespace(text: str) -> str:
    """Return what an armoured signature was made for; SignatureError where ssh-keygen would have spelt it otherwise."""
    lines = text.removesuffix("\n").split("\n")
    if lines[0] != BEGIN:
        raise SignatureError(f"不是 SSH 签名：第一行应是 {BEGIN}")
    if lines[-1] != END:
        raise SignatureError(f"签名不完整：最后一行应是 {END}")
    body = "".join(lines[1:-1])
    try:
        blob = base64.b64decode(body, validate=True)
        _, namespace, reserved, _, _ = _fields(blob.removeprefix(PREAMBLE))
    except ValueError:
        raise SignatureError("签名的文字残缺或改动过，读不出来") from None
    if not blob.startswith(PREAMBLE) or reserved or base64.b64encode(blob).decode() != body:
        raise SignatureError("签名的文字改动过，或是这里不认识的格式")
    return namespace.decode(errors="replace")


def _fields(blob: bytes) -> list[bytes]:
    """Return the length-prefixed fields that make up *blob* exactly, or raise ValueError."""
    fields = []
    while blob:
        end = 4 + int.from_bytes(blob[:4], "big")
        if len(blob) < end:
            raise ValueError("truncated")
        fields.append(blob[4:end])
        blob = blob[end:]
    return fields


def _why_not_allowed(signer: Signer, people: tuple[Signer, ...], said: str) -> str:
    """Return why ssh-keygen, which *said* so, does not accept a sound signature as this person's."""
    name = signer.name
    owner = next((listed.name for listed in people if listed.key == signer.key), None)
    keys = [listed.key for listed in people if listed.name == name]
    limit = next((words for marker, words in LIMITS.items() if marker in said), None)
    if owner not in (None, name):
        return f"签名用的公钥在名单中属于“{owner}”，不是“{name}”"
    if not keys:
        return f"签名人名单中没有“{name}”"
    if owner is None:
        return f"签名用的公钥 {signer.key} 不在名单中；“{name}”登记的是 {'、'.join(keys)}"
    if limit is not None:
        return f"名单中“{name}”的公钥{limit}"
    return f"ssh-keygen 不接受名单中“{name}”的这一行：{last_line(said.replace('Could not verify signature.', ''))}"


def _is_name(name: str) -> bool:
    """Whether *name* stands for itself in a list of signers."""
    forbidden = (c in '*?!#,"' or c.isspace() or unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in name)
    return bool(name) and not any(forbidden)


def _list_text(path: Path, shown: str) -> str:
    """Return the text of a list of signers, lines ended by a line feed only."""
    try:
        return read_bytes(path, shown, fix=_ABSENT).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise InputError(Problem("签名人名单不是 UTF-8 编码", file=shown, fix="请另存为 UTF-8")) from None


@lru_cache(maxsize=64)
def _signers(text: str, shown: str) -> tuple[Signer, ...]:
    """Return the signers in *text*; raise InputError with everything wrong in it."""
    found: dict[int, re.Match[str]] = {}
    wrong: dict[int, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        read = _read_line(line.strip(" \t"))
        if isinstance(read, str):
            wrong[number] = read
        elif read is not None:
            found[number] = read
    keys = _fingerprints({number: match["key"] for number, match in found.items()})
    owners: dict[str, str] = {}
    for number, match in found.items():
        name, key = match["name"], keys.get(number)
        if key is None:
            wrong[number] = "公钥残缺或改动过，或与所写的类型不符"
        elif key not in owners:
            owners[key] = name
        elif owners[key] == name:
            wrong[number] = f"“{name}”的这把公钥重复登记，请删去一行"
        else:
            wrong[number] = f"“{name}”与“{owners[key]}”登记了同一把公钥，一把公钥只能属于一个人"
    raise_problems(Problem(what, file=shown, row=number) for number, what in sorted(wrong.items()))
    return tuple(Signer(name, key) for key, name in owners.items())


def _fingerprints(keys: Mapping[int, str]) -> dict[int, str]:
    """Return the fingerprints of public keys by their line, as ssh-keygen prints them; none for what is no key."""
    if not keys:
        return {}
    text = "".join(f"{key} {number}\n" for number, key in keys.items())
    done = run("读取公钥", ["-l", "-E", "sha256", "-f", "-"], text.encode())
    printed = re.findall(rb"^\d+ (SHA256:\S+) (\d+) ", done.stdout, re.MULTILINE)
    return {int(number): fingerprint.decode() for fingerprint, number in printed}


def _read_line(line: str) -> re.Match[str] | str | None:
    """Return a line of the list taken apart, or what is wrong with how it is written; None for a remark."""
    if not line or line.startswith("#"):
        return None
    if any(unicodedata.category(c) == "Cc" and c != "\t" for c in line):
        return "含有控制字符"
    if not _is_name(re.split(r"[ \t]", line, maxsplit=1)[0]):
        return NAME_RULE
    found = LINE.fullmatch(line)
    if not found:
        return "不是“姓名 公钥类型 公钥”的格式，或公钥类型不受支持"
    return (_wrong_option(found["options"]) if found["options"] else "") or found


def _wrong_option(options: str) -> str:
    """Return what is wrong with the options of a line, or nothing."""
    for option in re.findall(r'(?:^|,)((?:[^,"]|"[^"]*")*)', options):
        if option.lower() == "cert-authority":
            return "登记的是证书颁发者（cert-authority），不是一个人的公钥"
        found = OPTION.fullmatch(option)
        if found is None:
            return f'选项“{shorten(option)}”看不懂，只能是 namespaces="…"、valid-after="…" 或 valid-before="…"'
        if found[1].lower() != "namespaces" and not _is_time(found[2]):
            return f"选项 {found[1].lower()} 的时间“{shorten(found[2])}”不对，应是年月日八位数字，如 20261231"
    return ""


def _is_time(value: str) -> bool:
    """Whether *value* is a time as ssh-keygen reads it."""
    found = TIME.fullmatch(value)
    try:
        return found is not None and bool(datetime.fromisoformat(f"{found[1]}T{found[2] or '00'}"))
    except ValueError:
        return False
