"""Finds the font files that play the four typefaces of an official document.

GB/T 9704-2012 asks for 仿宋, 黑体, 楷体 and 小标宋. An office's own licensed fonts, in
a folder of its workspace, take their roles first; Noto Serif SC and Noto Sans SC
(OFL, from the wheel `pylopdf-fonts-zh-cn`) fill the rest and any character the
office's font lacks. Fonts of the machine are never used: a report must look the same
wherever it is built.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, RunError, raise_problems
from report_helpers.processes.limited import ExceededError, within_limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import typst

    _Stamps = tuple[tuple[Path, int, int], ...]  # path, time of the last change, size

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
DEFAULT_PACKAGE = "pylopdf_fonts_zh_cn"
MOST_FILES, MAX_BYTES = 100, 1_000_000_000  # of an office's own fonts together
CPU_SECONDS, MEMORY = 5, 2_000_000_000
_FIX = "请换成字体文件本身，或移走"
SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})

# Role -> family names office fonts go by (as the font files themselves spell them), best first.
ROLES: Mapping[str, str] = {
    "fangsong": "FangSong_GB2312 仿宋_GB2312 FangSong 仿宋 FZFangSong-Z02S FZFangSong-Z02 方正仿宋简体 方正仿宋_GBK "
    "STFangsong 华文仿宋 FangSong_GB18030",
    "kaiti": "KaiTi_GB2312 楷体_GB2312 KaiTi 楷体 FZKai-Z03S FZKai-Z03 方正楷体简体 方正楷体_GBK STKaiti 华文楷体",
    "xiaobiaosong": "FZXiaoBiaoSong-B05S FZXiaoBiaoSong-B05 方正小标宋简体 方正小标宋_GBK 小标宋 STZhongsong 华文中宋",
    "heiti": "SimHei 黑体 FZHei-B01S FZHei-B01 方正黑体简体 方正黑体_GBK STHeiti 华文黑体",
}


@dataclass(frozen=True, slots=True)
class FontSet:
    """Loaded fonts: what Typst compiles with, and the families of each role, best first."""

    fonts: typst.Fonts
    roles: Mapping[str, tuple[str, ...]]


def font_files(folder: Path | None = None) -> tuple[Path, ...]:
    """Return every font file a PDF may draw on, sorted: the office's, then the defaults.

    *folder* is the office's font folder; it may be absent. Raises InputError when something in it is no
    file or no font, RunError when the package with the default fonts is not installed.
    """
    for path in folder.rglob("*") if folder else ():
        if path.is_symlink() or (path.suffix.lower() in SUFFIXES and not path.is_file()):
            raise InputError(Problem("不是普通文件，没有读取", file=str(path), fix=_FIX))
    own = _files_in(folder)
    if len(own) > MOST_FILES or sum(path.stat().st_size for path in own) > MAX_BYTES:
        most = f"{MOST_FILES} 个或 {MAX_BYTES // 1_000_000} MB"
        raise InputError(Problem(f"字体超过了 {most}", file=str(folder), fix="请只留下公文用的字体"))
    if own and folder:
        _refuse_no_fonts(folder.resolve(), own, _stamps(own))
    return (*own, *_files_in(_default_folder()))


def load_fonts(folder: Path | None = None) -> FontSet:
    """Return the fonts of *folder* and the defaults, loaded once a process.

    A font file added, changed or removed meanwhile makes a new set. Raises RunError
    when the package with the default fonts is not installed.
    """
    return _load(None if folder is None else folder.resolve(), _stamps(font_files(folder)))


@lru_cache(maxsize=4)
def _refuse_no_fonts(folder: Path, files: tuple[Path, ...], _stamps: _Stamps) -> None:
    """Raise InputError for files that hold no whole font; *_stamps* only tells one state of them from another.

    It is tried in a process of its own: a font made to harm keeps Typst busy for ever.
    """
    try:
        whole = within_limits(lambda: _whole_files(folder), CPU_SECONDS, MEMORY)
    except ExceededError:
        raise InputError(Problem("有字体读不出来", file=str(folder), fix="请逐个移走，找出损坏的文件")) from None
    unread = (path for path in files if str(path) not in whole)
    raise_problems(Problem("不是可用的字体，可能已损坏", file=str(path), fix=_FIX) for path in unread)


def _whole_files(folder: Path) -> set[str]:
    """Return the files that Typst finds fonts in and whose tables all lie within the file."""
    from fontTools.ttLib.sfnt import SFNTReader  # noqa: PLC0415  only where an office has fonts of its own

    whole: dict[str, bool] = {}
    for font in _typst_fonts(folder).fonts():
        path = Path(font.path or "")
        with path.open("rb") as file:
            tables = SFNTReader(file, fontNumber=font.index).tables.values()
            is_whole = max(table.offset + table.length for table in tables) <= path.stat().st_size
        whole[str(path)] = is_whole and whole.get(str(path), True)
    return {path for path, is_whole in whole.items() if is_whole}


def _typst_fonts(*folders: Path) -> typst.Fonts:
    """Return the fonts of some folders, and no others."""
    import typst  # noqa: PLC0415  the native module loads when it is used, not before

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
    )


def _stamps(files: Iterable[Path]) -> _Stamps:
    found = ((path, path.stat()) for path in files)
    return tuple((path, state.st_mtime_ns, state.st_size) for path, state in found)


@lru_cache(maxsize=4)
def _load(folder: Path | None, _stamps: _Stamps) -> FontSet:
    """Load a font set; *_stamps* only tells one state of the folder from another."""
    fonts = _typst_fonts(*(path for path in (folder, _default_folder()) if path is not None and path.is_dir()))
    return FontSet(fonts, assign_roles(fonts.families()))


def assign_roles(families: list[str]) -> dict[str, tuple[str, ...]]:
    """Return for each role the families that play it, best first, the defaults last."""
    present = {family.casefold(): family for family in families}
    roles = {}
    for role, known in ROLES.items():
        own = (present[name.casefold()] for name in known.split() if name.casefold() in present)
        roles[role] = (*own, SANS, SERIF) if role == "heiti" else (*own, SERIF, SANS)
    return roles


def _default_folder() -> Path:
    """Return where the wheel with the default fonts keeps them."""
    spec = find_spec(DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        raise RunError("生成 PDF", "没有安装中文字体包 pylopdf-fonts-zh-cn，请按 requirements.lock 重新安装")
    return Path(spec.origin).parent


def _files_in(folder: Path | None) -> tuple[Path, ...]:
    """Return the font files of a folder and below, sorted; none when there is no folder."""
    if folder is None or not folder.is_dir():
        return ()
    return tuple(sorted(path.resolve() for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES))
