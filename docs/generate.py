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

from report_helpers.checks.finding import SEVERITY_WORDS
from report_helpers.checks.rule_catalogue import catalogue, own_rules
from report_helpers.forms.kind import kind_ids, load_kind

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT))
from tests.specimens import examples  # noqa: E402  the faults that the tests plant are the catalogue's examples

SITE = ROOT / "build" / "docs"
YEAR = "2023"
SAMPLE, FOLDER = f"pingtan@{YEAR}", f"reports/{YEAR}/pingtan"
EN, ZH = ".en", ".zh-CN"
# What stands before each entry of a rule, and after the severity of a rule that every kind has.
ENTRIES = {
    "severity": ("Severity", "级别"),
    "shared": (", in every kind of report", "（各类报告通用）"),
    "clause": ("Basis", "依据"),
    "example": ("Example", "实例"),
    "fix": ("What to do", "怎样改"),
    "reasons": ("Reasons for a waiver", "豁免理由"),
    "none": ("cannot be waived", "不得豁免"),
}
LINK = re.compile(r"(\]\([\w./-]+)\.zh-CN\.md")
LINE_END = re.compile(r"(?<=[\u4e00-\u9fff，。；：、）”])\n *(?=[\u4e00-\u9fff（“])")
# Each file of the gallery with what it is, in both languages.
GALLERY = {
    f"{YEAR}/pingtan/report.html": ("The public page", "公布的网页"),
    f"{YEAR}/pingtan/report.pdf": ("The PDF", "PDF"),
    f"{YEAR}/pingtan/report.docx": ("The Word file", "Word"),
    f"{YEAR}/pingtan/review.html": ("The review page", "审核页"),
    f"{YEAR}/index.html": ("The index of a year", "年度清单"),
    "diff.html": ("Two years compared", "两年对比"),
    "audit.html": ("The audit of a published report", "已公布报告的审阅"),
    f"{YEAR}/pingtan/report.ipynb": ("The executed notebook", "运行过的 notebook"),
    "workbook.xlsx": ("The workbook to fill in", "填报工作簿"),
}
TITLES = {
    "rules": ("Rule catalogue", "规则目录"),
    "gallery": ("Gallery", "样例"),
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
}


def for_site(text: str) -> str:
    """Return a guide with links whose language mkdocs finds, and no space where a Chinese line ends."""
    parts = LINK.sub(r"\1.md", text).split("```")
    return "```".join(LINE_END.sub("", part) if at % 2 == 0 else part for at, part in enumerate(parts))


def write_page(name: str, body: tuple[str, str]) -> None:
    """Write the page *name* in both languages."""
    for at, suffix in enumerate((EN, ZH)):
        text = f"# {TITLES[name][at]}\n\n{INTROS[name][at]}\n\n{body[at]}\n"
        (SITE / f"{name}{suffix}.md").write_text(text, "utf-8")


def rules(at: int) -> str:
    """Return the catalogue of every kind, its entries named in language number *at*."""
    said, colon = {name: words[at] for name, words in ENTRIES.items()}, (": ", "：")[at]
    lines = []
    for kind_id in kind_ids():
        kind = load_kind(kind_id)
        notices = "、".join(dict.fromkeys(form.notice for form in kind.forms.values()))
        identities = {identity.rule: identity for form in kind.forms.values() for identity in form.identities}
        found = examples(kind_id)
        lines.append(f"## {kind.settings.name}\n")
        for rule in catalogue(kind).values():
            source = identities.get(rule.id, rule)
            clause = source.clause.replace("{notice}", notices) or notices
            reasons = "；".join(f"`{code}` {text}" for code, text in rule.reasons.items()) or said["none"]
            own = said["shared"] if rule.id in own_rules() else ""
            example = found.get(rule.id) or rule.message
            severity = (f"{source.severity} ({SEVERITY_WORDS[source.severity]})", SEVERITY_WORDS[source.severity])[at]
            entries = [(said["severity"], severity + own), (said["clause"], clause)]
            entries += [(said["example"], f"`{example}`"), (said["fix"], rule.fix), (said["reasons"], reasons)]
            lines += [f"### {rule.id} {rule.title}\n", *(f"- {label}{colon}{text}" for label, text in entries), ""]
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
        run(place, "build-all", YEAR)
        run(place, "build", "pingtan@2022")
        run(place, "diff", "pingtan@2022", SAMPLE, "--html", str(target / "diff.html"))
        run(place, "audit", f"{FOLDER}/report.html", "--html", str(target / "audit.html"))
        run(place, "template", SAMPLE, "--output", str(target / "workbook.xlsx"))
        shutil.copytree(place / "reports" / YEAR, target / YEAR)  # whole, so that its pages' links hold


def shown(at: int) -> str:
    """Return the list of the gallery's files in language number *at*, with the pictures there are of them."""
    lines = []
    for file, words in GALLERY.items():
        lines.append(f"- [{words[at]}](samples/{file})")
        picture = f"pictures/{Path(file).stem}.png"
        if file.endswith(".html") and (ROOT / "docs" / picture).is_file():
            lines.append(f"\n    [![{words[at]}]({picture})](samples/{file})\n")
    return "\n".join(lines)


def main() -> None:
    """Write build/docs anew."""
    shutil.rmtree(SITE, ignore_errors=True)
    shutil.copytree(ROOT / "docs", SITE, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for page in SITE.rglob("*.md"):
        page.write_text(for_site(page.read_text("utf-8")), "utf-8")
        if page.parent.name != "decisions" and not page.stem.endswith(ZH):
            page.rename(page.with_name(f"{page.stem}{EN}.md"))
    write_page("rules", (rules(0), rules(1)))
    write_page("gallery", (shown(0), shown(1)))
    gallery(SITE / "samples")


if __name__ == "__main__":
    main()
