"""Put together what the site is built from: the guides, the rule catalogue, the API pages and the gallery.

    .venv-docs/bin/python docs/generate.py

Writes build/docs, which mkdocs reads (mkdocs.yml); nothing of it is committed. The gallery is what the `report`
command makes of the samples, in a temporary copy of the workspace.
"""

# ruff: noqa: INP001, S603  a script of its own that runs programs

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from report_helpers.checks.rule_catalogue import catalogue, own_rules
from report_helpers.forms.kind import kind_ids, load_kind

ROOT = Path(__file__).parents[1]
SITE = ROOT / "build" / "docs"
SAMPLE, FOLDER = "pingtan@2023", "reports/2023/pingtan"
EN, ZH = ".en", ".zh-CN"
SEVERITIES = {"error": "错误", "warning": "提示", "info": "说明"}
LINK = re.compile(r"(\]\([\w./-]+)\.zh-CN\.md")
LINE_END = re.compile(r"(?<=[\u4e00-\u9fff，。；：、）”])\n *(?=[\u4e00-\u9fff（“])")
# Each file of the gallery with what it is, in both languages.
GALLERY = {
    "report.html": ("The public page", "公布的网页"),
    "report.pdf": ("The PDF", "PDF"),
    "report.docx": ("The Word file", "Word"),
    "review.html": ("The review page", "审核页"),
    "index.html": ("The index of a year", "年度清单"),
    "diff.html": ("Two years compared", "两年对比"),
    "audit.html": ("The audit of a published report", "已公布报告的审阅"),
    "report.ipynb": ("The executed notebook", "运行过的 notebook"),
    "workbook.xlsx": ("The workbook to fill in", "填报工作簿"),
}
TITLES = {
    "rules": ("Rule catalogue", "规则目录"),
    "gallery": ("Gallery", "样例"),
    "api": ("API reference", "API 参考"),
}
INTROS = {
    "rules": (
        "Every rule, its basis, what a finding says and what to do, as the kit has them. The rules speak Chinese.",
        "全部规则，由软件里的规则文件生成：内容、依据、校验发现怎样说、怎样改。花括号里的是当时填入的名称和数字。",
    ),
    "gallery": (
        f"Made by the kit of the samples for this site: `{SAMPLE}`; the comparison is with the year before.",
        f"生成本站时由软件用样例 `{SAMPLE}` 现做；对比的是上一年。",
    ),
    "api": ("What a notebook's cells call.", "notebook 的单元格里可以调用的内容（说明为英文）。"),
}


def for_site(text: str) -> str:
    """Return a guide with links whose language mkdocs finds, and no space where a Chinese line ends."""
    parts = LINK.sub(r"\1.md", text).split("```")
    return "```".join(LINE_END.sub("", part) if at % 2 == 0 else part for at, part in enumerate(parts))


def write_page(name: str, body: str | tuple[str, str]) -> None:
    """Write the page *name* in both languages; a body that is one text stands in both."""
    for at, suffix in enumerate((EN, ZH)):
        text = body if isinstance(body, str) else body[at]
        (SITE / f"{name}{suffix}.md").write_text(f"# {TITLES[name][at]}\n\n{INTROS[name][at]}\n\n{text}\n", "utf-8")


def rules() -> str:
    """Return the catalogue of every kind: id, title, severity, clause, message and remedy of each rule."""
    lines = []
    for kind_id in kind_ids():
        kind = load_kind(kind_id)
        notices = "、".join(dict.fromkeys(form.notice for form in kind.forms.values()))
        identities = {identity.rule: identity for form in kind.forms.values() for identity in form.identities}
        lines.append(f"## {kind.settings.name}\n")
        for rule in catalogue(kind).values():
            source = identities.get(rule.id, rule)
            clause = source.clause.replace("{notice}", notices) or notices
            kinds = "；".join(f"`{code}` {text}" for code, text in rule.reasons.items()) or "不得豁免"
            own = "（各类报告通用）" if rule.id in own_rules() else ""
            lines += [
                f"### {rule.id} {rule.title}\n",
                f"- 级别：{SEVERITIES[source.severity]}{own}",
                f"- 依据：{clause}",
                f"- 校验发现的写法：`{rule.message}`",
                f"- 怎样改：{rule.fix}",
                f"- 豁免理由：{kinds}\n",
            ]
    return "\n".join(lines)


def run(place: Path, *words: str) -> None:
    """Run the `report` command in the workspace *place*; end where it could not do its work."""
    command = [str(Path(sys.executable).with_name("report")), *words]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:
        sys.exit(f"report {' '.join(words)}：{done.stderr.strip()}")


def gallery(target: Path) -> None:
    """Make each file of the gallery from the samples."""
    target.mkdir()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for part in ("data", "params", "notebooks"):
            shutil.copytree(ROOT / part, place / part)
        run(place, "build-all", "2023")
        run(place, "build", "pingtan@2022")
        run(place, "diff", "pingtan@2022", SAMPLE, "--html", str(target / "diff.html"))
        run(place, "audit", f"{FOLDER}/report.html", "--html", str(target / "audit.html"))
        run(place, "template", SAMPLE, "--output", str(target / "workbook.xlsx"))
        for file in ("report.html", "report.pdf", "report.docx", "review.html", "report.ipynb"):
            shutil.copy(place / FOLDER / file, target / file)
        shutil.copy(place / "reports/2023/index.html", target / "index.html")


def main() -> None:
    """Write build/docs anew."""
    shutil.rmtree(SITE, ignore_errors=True)
    shutil.copytree(ROOT / "docs", SITE, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for page in SITE.rglob("*.md"):
        page.write_text(for_site(page.read_text("utf-8")), "utf-8")
        if page.parent.name != "decisions" and not page.stem.endswith(ZH):
            page.rename(page.with_name(f"{page.stem}{EN}.md"))
    write_page("rules", rules())
    write_page("api", "::: report_helpers.notebook\n    options:\n      members: [AnnualReport, check, load, picture]")
    files = [[f"- [{words[at]}](samples/{file})" for file, words in GALLERY.items()] for at in (0, 1)]
    write_page("gallery", ("\n".join(files[0]), "\n".join(files[1])))
    gallery(SITE / "samples")


if __name__ == "__main__":
    main()
