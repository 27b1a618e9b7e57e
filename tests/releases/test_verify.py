"""Same inputs, same bytes; and whatever changed since is named."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from report_helpers.runs.fingerprints import package_versions
from tests.conftest import copy_workspace, run_report

if TYPE_CHECKING:
    from report_helpers.sources.workspace import Workspace

REPORT = "suqian@2024"


@pytest.fixture
def standing(built, tmp_path):
    """A workspace of its own with a finished report in it."""
    folder = built(REPORT)
    place = copy_workspace(tmp_path / "别处 elsewhere")
    target = place.root / "reports/2024/suqian"
    shutil.copytree(folder, target)
    return place, target


def verified(place: Workspace, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `report verify` as a shell would."""
    command = [str(Path(sys.executable).with_name("report")), "verify", str(folder)]
    return subprocess.run(
        command, cwd=place.root, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.long
def test_a_rebuild_elsewhere_gives_the_same_bytes(standing):
    """In another folder, time zone, locale and hash seed every output is byte-identical."""
    place, folder = standing
    finished = verified(place, folder, TZ="Asia/Shanghai", PYTHONHASHSEED="7", LANG="C")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "逐字节相同" in finished.stdout


@pytest.mark.long
def test_a_changed_figure_in_an_output_is_named_with_its_fact(standing):
    """One digit changed in the page is found, and the fact it belongs to is named."""
    place, folder = standing
    page = folder / "report.html"
    text = page.read_text(encoding="utf-8")
    assert ">3440<" in text
    page.write_text(text.replace(">3440<", ">3441<", 1), encoding="utf-8")
    (folder / "review.html").unlink()
    (folder / "data" / "extra.csv").write_text("", encoding="utf-8")
    finished = verified(place, folder)
    assert finished.returncode == 1
    assert "输出文件 report.html 与清单登记的内容不同。" in finished.stdout
    assert "输出文件 review.html 不见了。" in finished.stdout
    assert "输出文件 data/extra.csv 不在清单里。" in finished.stdout
    assert "（applications.new.natural）应为“3440”，读回为“3441”" in finished.stdout


@pytest.mark.long
def test_a_changed_input_is_named_and_nothing_is_rebuilt(standing):
    """When an input is no longer the recorded one, verify says which and stops."""
    place, folder = standing
    path = place.root / "data/suqian/2023/disputes.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    (place.root / "data/suqian/2024/facts.csv").write_text("编号,数值\n", encoding="utf-8")
    finished = verified(place, folder)
    assert finished.returncode == 1
    assert "输入文件 data/suqian/2023/disputes.csv 与清单登记的内容不同。" in finished.stdout
    assert "输入文件 data/suqian/2024/facts.csv 不在清单里。" in finished.stdout
    assert "没有重新生成" in finished.stdout
    by_its_id = verified(place, Path(REPORT))
    assert (by_its_id.returncode, by_its_id.stdout.splitlines()[:2]) == (1, finished.stdout.splitlines()[:2])


LISTS = json.dumps({key: ["x"] for key in ("report", "parameters", "inputs", "outputs", "kit", "packages", "fonts")})


NO_MANIFEST = ["", "[]", '{"report": "suqian@2024"}', LISTS]


@pytest.mark.parametrize(
    "content", [None, "[" * 100_000, *(pytest.param(content, marks=pytest.mark.long) for content in NO_MANIFEST)]
)
def test_a_folder_without_a_manifest_is_refused(tmp_path, content):
    """Without a whole manifest there is nothing to verify: one sentence, exit 2."""
    place = copy_workspace(tmp_path / "workspace")
    folder = place.root / "reports"
    folder.mkdir()
    if content is not None:
        (folder / "manifest.json").write_text(content, encoding="utf-8")
    finished = run_report("verify", str(folder), cwd=place.root)
    assert finished.returncode == 2
    assert "Traceback" not in finished.stderr
    assert finished.stderr.strip()


def test_the_manifest_lists_everything_a_report_came_from(built):
    """Inputs of both years, the notebook, packages, fonts and every output are in the manifest."""
    folder = built(REPORT)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"data/suqian/2024/applications.csv", "data/suqian/2023/narrative.md", "params/2024.yaml"} <= set(
        manifest["inputs"]
    )
    assert {"notebooks/annual_report.ipynb", "data/suqian/agency.yaml"} <= set(manifest["inputs"])
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(manifest["outputs"]) == written - {"manifest.json", "timings.json"}
    assert manifest["packages"] == package_versions()
    assert {"papermill", "great-expectations", "nbconvert", "typst"} <= set(manifest["packages"])
    assert all(len(value) == 64 for value in (*manifest["inputs"].values(), *manifest["fonts"].values()))


def test_the_kept_notebook_knows_no_clock_and_no_path(built):
    """The executed notebook holds no time, no duration and no folder of the machine it ran on."""
    text = (built(REPORT) / "report.ipynb").read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert set(notebook["metadata"]["papermill"]) == {"parameters", "version"}
    assert not any({"papermill", "execution"} & set(cell["metadata"]) for cell in notebook["cells"])
    assert str(Path(sys.prefix).parent) not in text
