# Thin targets over the `report` command; `make help` lists them.
# Everything runs in .venv, which the first target that needs it sets up.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

YEAR ?=
AGENCY ?=
REPORT ?=
UNITS ?=
SEED ?=
PYTHON ?= python3
# As typed: make must not expand what stands in a value.
override YEAR := $(value YEAR)
override AGENCY := $(value AGENCY)
override REPORT := $(value REPORT)
override AGENCIES := $(value AGENCIES)
override FORCE := $(value FORCE)
override KIND := $(value KIND)
override SCHEDULER := $(value SCHEDULER)
override OUTPUT := $(value OUTPUT)
export YEAR AGENCY KIND AGENCIES FORCE REPORT SCHEDULER OUTPUT
override WRITE := $(value WRITE)
override YES := $(value YES)
override BLANK := $(value BLANK)
export WRITE YES BLANK
override UNITS := $(value UNITS)
override SEED := $(value SEED)
override FILE := $(value FILE)
override PORT := $(value PORT)
export YEAR AGENCY REPORT UNITS SEED FILE PORT
override WORKSPACE := $(value WORKSPACE)
ifneq ($(WORKSPACE),)
export REPORT_WORKSPACE := $(value WORKSPACE)
endif
# Modules are compiled once, at set-up; without bytecode every start costs seconds.
export PYTHONDONTWRITEBYTECODE :=
export UV_NO_PROGRESS := 1
export UV_LINK_MODE := copy

BIN := .venv/bin
UV := $(BIN)/uv pip
# Those that README names, as uv calls them.
SYSTEMS := x86_64-manylinux_2_28 aarch64-manylinux_2_28 x86_64-pc-windows-msvc aarch64-apple-darwin x86_64-apple-darwin
UV_VERSION := $(shell sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements.lock)

.PHONY: new-agency new-year help report reports run-all check preview verify status rollup ledger template templates import import-text publish lab test test-browser test-long coverage lint docs screenshots bench faults clean lock lock-check demo-region

help: ## 列出全部命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

report: .venv/.installed ## 生成一份报告：make report YEAR=2023 [AGENCY=机关代号] [KIND=报告种类]
	@$(BIN)/report build -- "$${KIND:+$$KIND/}$$AGENCY@$$YEAR"

reports: .venv/.installed ## 生成某年度所有机关的报告：make reports YEAR=2023 [AGENCIES="甲 乙"] [KIND=报告种类] [FORCE=1]
	@$(BIN)/report build-all $${KIND:+--kind="$$KIND"} $${FORCE:+--force} $$(for a in $$AGENCIES; do printf -- '--agency=%s ' "$$a"; done) -- "$$YEAR"

run-all: .venv/.installed ## 在 dask 集群上生成：make run-all YEAR=2024 SCHEDULER=tcp://主机:8786 [AGENCIES="甲 乙"] [OUTPUT=网址] [FORCE=1]
	@$(BIN)/report run-all $${KIND:+--kind="$$KIND"} --scheduler="$$SCHEDULER" $${FORCE:+--force} $${OUTPUT:+--output="$$OUTPUT"} $$(for a in $$AGENCIES; do printf -- '--agency=%s ' "$$a"; done) -- "$$YEAR"

check: .venv/.installed ## 只校验：make check YEAR=2023 [AGENCY=机关代号]
	@$(BIN)/report check -- "$${KIND:+$$KIND/}$$AGENCY@$$YEAR"

preview: .venv/.installed ## 边写边看：make preview YEAR=2023 [AGENCY=机关代号] [PORT=端口]，按 Ctrl-C 结束
	@$(BIN)/report preview $${PORT:+--port="$$PORT"} -- "$${KIND:+$$KIND/}$$AGENCY@$$YEAR"

verify: .venv/.installed ## 重新生成并逐字节核对：make verify REPORT=reports/2023/shanzhou-sifaju
	@$(BIN)/report verify -- "$$REPORT"

status: .venv/.installed ## 走到哪一步：make status YEAR=2023 [AGENCY=机关代号]
	@$(BIN)/report status -- "$${KIND:+$$KIND/}$${AGENCY:+$$AGENCY@}$$YEAR"

rollup: .venv/.installed ## 汇总：由各单位的数据生成上级的各表：make rollup YEAR=2024 AGENCY=上级机关代号
	@$(BIN)/report rollup -- "$${KIND:+$$KIND/}$$AGENCY@$$YEAR"

ledger: .venv/.installed ## 台账：逐件计数得出表三：make ledger YEAR=2024 AGENCY=机关代号 [WRITE=1] [FORCE=1]
	@$(BIN)/report ledger $${WRITE:+--write} $${FORCE:+--force} -- "$${KIND:+$$KIND/}$$AGENCY@$$YEAR"

template: .venv/.installed ## 导出填报工作簿：make template YEAR=2024 [AGENCY=机关代号] [FILE=文件名.xlsx]
	@$(BIN)/report template $${FILE:+--output="$$FILE"} -- "$${KIND:+$$KIND/}$$AGENCY@$$YEAR"

templates: .venv/.installed ## 导出各机关的填报工作簿，写进一个文件夹：make templates YEAR=2024 [AGENCIES="甲 乙"] [FILE=文件夹] [FORCE=1]
	@$(BIN)/report template-all $${KIND:+--kind="$$KIND"} $${FILE:+--output="$$FILE"} $${FORCE:+--force} $$(for a in $$AGENCIES; do printf -- '--agency=%s ' "$$a"; done) -- "$$YEAR"

import: .venv/.installed ## 导入填好的工作簿或一个文件夹的：make import FILE=填好的.xlsx或文件夹 [YES=1] [BLANK=1]
	@$(BIN)/report import $${YES:+--yes} $${BLANK:+--blank} -- "$$FILE" $${YEAR:+"$${KIND:+$$KIND/}$$AGENCY@$$YEAR"}

import-text: .venv/.installed ## 导入正文草稿，数字写成占位符：make import-text FILE=草稿.docx YEAR=2026 [AGENCY=机关代号]
	@$(BIN)/report import-text -- "$$FILE" "$${KIND:+$$KIND/}$$AGENCY@$$YEAR"

publish: .venv/.installed ## 公布：make publish YEAR=2023 AGENCY=机关代号（再次公布见 report publish --help）
	@$(BIN)/report publish -- "$${KIND:+$$KIND/}$$AGENCY@$$YEAR"

new-agency: .venv/.installed ## 新建机关，逐项询问：make new-agency AGENCY=机关代号
	@$(BIN)/report new agency -- "$$AGENCY"

new-year: .venv/.installed ## 新建年度：make new-year YEAR=2027 [AGENCY=机关代号]（不写时为所有机关）
	@$(BIN)/report new year $${AGENCY:+--agency="$$AGENCY"} $$([ -n "$$AGENCY" ] || echo --all) -- "$$YEAR"

lab: .venv/.installed ## 在 JupyterLab 里打开工作区，notebook 在前
	@$(BIN)/report lab

test: .venv/.installed-dev lint ## 代码检查、类型、层次和全部测试
	@$(BIN)/pytest -n 2

test-browser: .venv/.installed-dev ## 需要 Chromium 和 LibreOffice 的测试（CI 单独一步）
	@$(BIN)/pytest -m browser -n 0 -o addopts="-q --strict-markers"

test-long: .venv/.installed-dev ## 整场的测试：签名公布、批量、播种差错（CI 单独一步）
	@$(BIN)/pytest -n 2 -o addopts="-q --strict-markers --dist loadgroup" -m long

coverage: .venv/.installed-dev ## 测试覆盖了多少分支：全部测试，列出每个模块
	@$(BIN)/pytest -n 2 --cov --cov-report=term --cov-report=json:.coverage.json -q

screenshots: .venv/.installed-dev ## 给发布前看的截图：网页、审核页、一览、抽查、PDF、Word、JupyterLab，放进 build/screenshots
	@$(BIN)/python docs/make_screenshots.py

docs: .venv-docs/.installed ## 文档网站：由规则、样例和 docs/ 生成 build/site，打开其中的 index.html
	@.venv-docs/bin/python docs/generate.py
	@NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build --strict --quiet
	@.venv-docs/bin/python docs/check_links.py build/site

lint: .venv/.installed-dev ## 只做代码检查、类型和层次
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/zizmor --offline --quiet .github/workflows src/report_helpers/scaffold/templates/github_workflow.yml

bench: .venv/.installed-dev ## 测量：单份、批量、汇总、台账、已公布报告和正文草稿的读入、预览（与 papermill + nbconvert 相比）
	@$(BIN)/python -m benchmarks.bench_report
	@$(BIN)/python -m benchmarks.bench_batch
	@$(BIN)/python -m benchmarks.bench_rollup
	@$(BIN)/python -m benchmarks.ledger 100000
	@$(BIN)/python -m benchmarks.published
	@$(BIN)/python -m benchmarks.drafts
	@$(BIN)/python -m benchmarks.bench_text
	@$(BIN)/python -m benchmarks.preview

faults: .venv/.installed-dev ## 播种差错：规则能发现多少
	@$(BIN)/python -m benchmarks.faults

demo-region: .venv/.installed ## 造一个合成的地区供试用：make demo-region UNITS=60 [YEAR=2024] [SEED=1]
	@$(BIN)/python -m benchmarks.demo_region "$$UNITS" "$$YEAR" "$$SEED"

lock: .venv/.installed ## 更新 requirements.lock、requirements-dev.lock 和 requirements-docs.lock
	@$(UV) compile --universal --generate-hashes --no-emit-index-url --upgrade --quiet \
	  --extra install pyproject.toml -o requirements.lock
	@$(UV) compile --universal --generate-hashes --no-emit-index-url --quiet \
	  --extra install --extra dev --constraint requirements.lock pyproject.toml -o requirements-dev.lock
	@$(UV) compile --universal --generate-hashes --no-emit-index-url --quiet \
	  --extra install --extra docs --constraint requirements.lock pyproject.toml -o requirements-docs.lock

lock-check: .venv/.installed ## 锁定的版本在各系统上都有现成的安装包，不用编译
	@for system in $(SYSTEMS); do for version in 3.11 3.12 3.13 3.14; do \
	  MACOSX_DEPLOYMENT_TARGET=15.0 $(UV) install --dry-run --quiet --target .venv/none --no-deps --require-hashes \
	    --only-binary :all: --python-platform "$$system" --python-version "$$version" -r requirements.lock; \
	done; echo "$$system：齐全"; done

clean: ## 删除虚拟环境、缓存和生成的报告（data/ 不动）
	@rm -rf .venv .venv-docs build reports .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

.venv/.uv: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "需要 Python 3.11 或更高版本；可用 make PYTHON=/路径/python3.11 … 指明。" >&2; exit 2; }
	@echo "首次使用，正在建立运行环境（只需一次，约一分钟）……" >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	@touch $@

.venv/.installed: .venv/.uv pyproject.toml
	@$(UV) install --quiet --require-hashes --compile-bytecode -r requirements.lock
	@$(UV) install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.lock
	@$(UV) sync --quiet --require-hashes --compile-bytecode requirements-dev.lock
	@$(UV) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv-docs/.installed: .venv/.uv requirements-docs.lock
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-docs
	@$(UV) sync --quiet --python .venv-docs --require-hashes requirements-docs.lock
	@$(UV) install --quiet --python .venv-docs --no-deps --no-build-isolation --editable .
	@touch $@
