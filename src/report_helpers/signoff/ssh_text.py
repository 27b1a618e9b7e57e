"""The two texts of SSH signatures: the armoured signature, and the list of those who may sign.

Both are read more strictly than ssh-keygen reads them: one signature has one spelling,
one key is one person. What they are worth is decided in `ssh`, by ssh-keygen alone.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, shorten

if TYPE_CHECKING:
    from pathlib import Path

BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
PREAMBLE = b"SSHSIG\x00\x00\x00\x01"  # magic and version; the version is not signed, so none other may pass
# Key types and how many fields each has; certificates are not among them.
KEY_FIELDS = {
    "ssh-ed25519": 2,
    "ssh-rsa": 3,
    "ecdsa-sha2-nistp256": 3,
    "ecdsa-sha2-nistp384": 3,
    "ecdsa-sha2-nistp521": 3,
    "sk-ssh-ed25519@openssh.com": 3,
    "sk-ecdsa-sha2-nistp256@openssh.com": 4,
}
LINE = re.compile(
    r'(?P<name>[^ \t]+)[ \t]+(?:(?P<options>(?:[^ \t"]|"[^"]*")+)[ \t]+)?'
    rf"(?P<type>{'|'.join(map(re.escape, KEY_FIELDS))})[ \t]+(?P<blob>[^ \t]+)(?:[ \t].*)?"
)
OPTION = re.compile(r'([A-Za-z-]+)(?:="([^"]*)")?(?:,(?=.)|$)')
TIMES = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
NAME_RULE = '姓名不能为空，不能含空格、控制字符，也不能含 * ? ! # , " 这些字符，它们在签名人名单中另有含义'


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


def _decoded(text: str) -> bytes:
    """Return what *text* says in base64, or raise ValueError; each value has one spelling only."""
    blob = base64.b64decode(text, validate=True)
    if base64.b64encode(blob).decode() != text:
        raise ValueError("not canonical")
    return blob


def _key_fingerprint(blob: bytes) -> str:
    """Return the fingerprint of a public key of a known type, or raise ValueError."""
    fields = _fields(blob)
    if not fields or KEY_FIELDS.get(fields[0].decode(errors="replace")) != len(fields):
        raise ValueError("unknown type")
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def read_signature(text: str) -> tuple[str, str]:
    """Return fingerprint and namespace written in an armoured signature."""
    lines = text.removesuffix("\n").split("\n")
    if lines[0] != BEGIN:
        raise SignatureError(f"不是 SSH 签名：第一行应是 {BEGIN}")
    if lines[-1] != END:
        raise SignatureError(f"签名不完整：最后一行应是 {END}")
    try:
        blob = _decoded("".join(lines[1:-1]))
        key, namespace, reserved, _, _ = _fields(blob.removeprefix(PREAMBLE))
        found = _key_fingerprint(key)
    except ValueError:
        raise SignatureError("签名的文字残缺或改动过，读不出来") from None
    if not blob.startswith(PREAMBLE) or reserved:
        raise SignatureError("签名的文字改动过，或是这里不认识的格式")
    return found, namespace.decode(errors="replace")


def is_name(name: str) -> bool:
    """Whether *name* stands for itself in a list of signers."""
    forbidden = (c in '*?!#,"' or c.isspace() or unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in name)
    return bool(name) and not any(forbidden)


def list_text(path: Path, shown: str) -> str:
    """Return the text of a list of signers, lines ended by a line feed only."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        fix = "请建立这个文件，每行写：姓名、空格、公钥（.pub 文件的内容）"
        raise InputError(Problem("没有签名人名单", file=shown, fix=fix)) from None
    except UnicodeDecodeError:
        raise InputError(Problem("签名人名单不是 UTF-8 编码", file=shown, fix="请另存为 UTF-8")) from None
    except OSError:
        raise InputError(Problem("签名人名单无法读取", file=shown)) from None


def signers(text: str, shown: str) -> tuple[Signer, ...]:
    """Return the signers in *text*; raise InputError with everything wrong in it."""
    seen: dict[str, str] = {}
    problems = []
    for number, line in enumerate(text.split("\n"), start=1):
        written = line.strip(" \t")
        if not written or written.startswith("#"):
            continue
        signer = _read_line(written)
        if isinstance(signer, str):
            problems.append(Problem(signer, file=shown, row=number))
        elif signer.key not in seen:
            seen[signer.key] = signer.name
        elif seen[signer.key] == signer.name:
            problems.append(Problem(f"“{signer.name}”的这把公钥重复登记", file=shown, row=number, fix="请删去一行"))
        else:
            what = f"“{signer.name}”与“{seen[signer.key]}”登记了同一把公钥，一把公钥只能属于一个人"
            problems.append(Problem(what, file=shown, row=number))
    if problems:
        raise InputError(problems)
    return tuple(Signer(name, key) for key, name in seen.items())


def _read_line(line: str) -> Signer | str:
    """Return the signer in one line of the list, or what is wrong with it."""
    if any(unicodedata.category(c) == "Cc" and c != "\t" for c in line):
        return "含有控制字符"
    name = re.split(r"[ \t]", line, maxsplit=1)[0]
    if not is_name(name):
        return NAME_RULE
    found = LINE.fullmatch(line)
    if not found:
        return "不是“姓名 公钥类型 公钥”的格式，或公钥类型不受支持"
    wrong = _wrong_option(found["options"] or "")
    if wrong:
        return wrong
    try:
        blob = _decoded(found["blob"])
        key = _key_fingerprint(blob)
    except ValueError:
        return "公钥残缺或改动过"
    return Signer(name, key) if _fields(blob)[0].decode() == found["type"] else "公钥与所写的类型不符"


def _wrong_option(options: str) -> str:
    """Return what is wrong with the options of a line, or nothing."""
    rest = options
    while rest:
        found = OPTION.match(rest)
        option, value = (found[1].lower(), found[2]) if found else ("", None)
        if option == "cert-authority":
            return "登记的是证书颁发者（cert-authority），不是一个人的公钥"
        if found is None or value is None or option not in {"namespaces", "valid-after", "valid-before"}:
            return f'选项“{shorten(rest)}”看不懂，只能是 namespaces="…"、valid-after="…" 或 valid-before="…"'
        if option != "namespaces" and not _is_time(value):
            return f"选项 {option} 的时间“{shorten(value)}”不对，应是年月日八位数字，如 20261231"
        rest = rest[found.end() :]
    return ""


def _is_time(value: str) -> bool:
    """Whether *value* is a time as ssh-keygen reads it."""
    digits = value.removesuffix("Z")
    if not (digits.isascii() and digits.isdigit() and len(digits) in TIMES):
        return False
    try:
        datetime.strptime(digits, TIMES[len(digits)]).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True
