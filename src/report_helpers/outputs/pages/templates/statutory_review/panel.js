// A figure's panel: what it is, where it comes from, what the rules say, what it was last year.
// Everything is put in as text; without this script the annexes of the page say the same.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("fact-data").textContent);
  const panel = document.getElementById("panel");
  const title = document.getElementById("panel-title");
  const body = document.getElementById("panel-body");
  const spoken = { blank: "空白，未填报", not_applicable: "不适用" };
  const kinds = { yoy: "与上年相比的增减百分比", change: "与上年之差", last_year: "上年数" };
  const marks = { error: "有错误", warning: "有提示", note: "有说明", waived: "已豁免" };
  let shown = null;

  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  // An id may go on in the next line between its words only.
  const idOf = (id) => {
    const code = make("code");
    for (const part of id.split(/(?<=[._])/)) code.append(part, make("wbr"));
    return code;
  };
  const labelOf = (id) => data.facts[id]?.label ?? id;
  const written = (fact, value) => {
    if (!value || value === "/") return value ? "/（不适用）" : "空白，未填报";
    return value + (fact.qualifier ?? "") + (fact.unit ?? "");
  };
  const howDerived = (derived) =>
    derived.startsWith("share:") ? `占“${labelOf(derived.slice(6))}”的比重` : kinds[derived] ?? derived;

  const ruleItem = (rule, result, id) => {
    const known = data.rules[rule];
    const item = make("li");
    item.append(make("span", data.results[result], `result ${result}`), make("span", rule, "rule"), ` ${known.title ?? ""}`);
    const found = data.findings.filter((finding) => finding.rule === rule && finding.where.includes(id));
    for (const finding of found) {
      const isPart = finding.result !== "not_verifiable" && finding.where[0] !== id;
      item.append(make("p", (isPart ? "这一格是所核对的各项之一。" : "") + finding.message, "message"));
    }
    const said = data.facts[id]?.said?.[rule];
    if (said && !found.length) item.append(make("p", `这一格的比对：${said}`, "message"));
    item.append(make("p", known.clause));
    return item;
  };

  const caseList = (behind) => {
    const list = make("ul", "", "cases");
    for (const text of behind.cases) {
      const [head, ...days] = text.split("，");
      const item = make("li", head);
      item.append(make("p", days.join("，")));
      list.append(item);
    }
    const rest = behind.count - behind.cases.length;
    if (rest > 0) list.append(make("li", `另有 ${rest} 件，用 report explain 列出`));
    return list;
  };

  const partItem = (part) => {
    const fact = data.facts[part];
    return make("li", `${fact.label}：${written(fact, fact.value)}`);
  };

  const rows = (id, element) => {
    const fact = data.facts[id] ?? {};
    const text = element.textContent;
    const derived = element.dataset.derived;
    const found = [];
    const add = (name, ...content) => found.push([name, content]);
    const addCases = () => {
      const behind = data.cases?.[id];
      if (behind) add(`台账（${behind.file}），共 ${behind.count} 件`, caseList(behind));
    };
    if (!fact.parts) add("填报数值", make("span", written(fact, fact.value), "figure"));
    if (!element.closest("td")) add("正文写作", text);
    if (derived) add("算法", howDerived(derived));
    add("数据项编号", idOf(id));
    if (fact.parts) {
      const list = make("ul");
      list.append(...fact.parts.map(partItem));
      add("合计，由以下各格相加", list);
      addCases();
      return found;
    }
    add("上年", fact.last_year === undefined ? "没有上年数据" : written(fact, fact.last_year));
    add("来源", fact.place ?? "未填报");
    addCases();
    if (fact.source) add("出处", fact.source);
    if (fact.note) add("说明", fact.note);
    const list = make("ul");
    const failedFirst = Object.entries(fact.rules ?? {}).sort(([, a], [, b]) => (b === "fail") - (a === "fail"));
    list.append(...failedFirst.map(([rule, result]) => ruleItem(rule, result, id)));
    add("校验规则", fact.rules ? list : "没有逐格比对这个数字的规则；适用于整张表的规则见附录一");
    return found;
  };

  const open = (element) => {
    const id = element.dataset.fact;
    const list = make("dl");
    for (const [name, content] of rows(id, element)) {
      const value = make("dd");
      value.append(...content);
      if (content[0].className === "figure") value.className = "figure";
      list.append(make("dt", name), value);
    }
    title.textContent = labelOf(id);
    body.replaceChildren(list);
    shown = element;
    shown.classList.add("is-shown");
    place(element.closest("td") ?? element);
    panel.showModal();
    panel.scrollTop = 0;
    if (panel.className !== "at-bottom") return;
    const hidden = element.getBoundingClientRect().bottom + 12 - panel.getBoundingClientRect().top;
    if (hidden > 0) window.scrollBy(0, hidden);
  };

  // The panel stands where it leaves the column of its figure free: right, left, or below where neither does.
  const place = (cell) => {
    const { left, right } = cell.getBoundingClientRect();
    const width = 27 * parseFloat(getComputedStyle(document.documentElement).fontSize);
    const free = [[right <= innerWidth - width, "at-right"], [left >= width, "at-left"]].find(([is]) => is);
    panel.className = free ? free[1] : "at-bottom";
  };

  const figureAt = (target) => {
    if (target.closest("a")) return null;
    return target.closest("[data-fact]") ?? target.closest(".sheet td")?.querySelector("[data-fact]");
  };

  for (const figure of document.querySelectorAll(".sheet [data-fact]")) {
    figure.setAttribute("role", "button");
    figure.setAttribute("aria-haspopup", "dialog");
    figure.tabIndex = 0;
    const state = spoken[figure.closest("td")?.dataset.status];
    if (state) figure.setAttribute("aria-label", state);
    if (marks[figure.dataset.mark]) figure.setAttribute("aria-description", marks[figure.dataset.mark]);
  }
  const sheet = document.querySelector(".sheet");
  sheet.addEventListener("click", (event) => {
    const figure = figureAt(event.target);
    if (figure) open(figure);
  });
  sheet.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === " ") && event.target.matches("[data-fact]")) {
      event.preventDefault();
      open(event.target);
    }
  });
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
  });
  document.getElementById("panel-close").addEventListener("click", () => panel.close());
  panel.addEventListener("close", () => {
    shown.classList.remove("is-shown");
    shown.focus();
  });
  document.getElementById("hint").hidden = false;
})();
