// Sorting, searching and filtering the agencies. Without this script the table stands as it was written.
"use strict";
(() => {
  const table = document.getElementById("rows");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const hits = document.getElementById("hits");
  const words = document.getElementById("words");
  const collator = new Intl.Collator("zh-CN", { numeric: true });
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const texts = rows.map((row) => fold(`${row.cells[0].textContent} ${row.id.slice(2)} ${row.cells[1].textContent}`));

  // Each kind of column: a row's key, and how two keys compare. A figure that is blank comes last either way.
  const kinds = {
    text: [(cell) => cell.firstChild.textContent, collator.compare],
    number: [(cell) => parseFloat(cell.firstChild.textContent), (a, b) => a - b],
  };
  const word = (cell) => cell.firstChild.textContent;
  const ranked = (order) => [(cell) => order.indexOf(word(cell)), (a, b) => a - b];

  const sort = (head, direction) => {
    const [key, compare] = kinds[head.dataset.sort] ?? ranked(head.dataset.sort.split(" "));
    const sign = direction === "ascending" ? 1 : -1;
    const keyed = rows.map((row, place) => [key(row.cells[head.cellIndex]), place, row]);
    const blank = ([value]) => Number.isNaN(value);
    keyed.sort((a, b) => blank(a) - blank(b) || (blank(a) ? 0 : sign * compare(a[0], b[0])) || a[1] - b[1]);
    body.append(...keyed.map(([, , row]) => row));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", direction);
    const how = head.dataset.sort === "number" ? ["从小到大", "从大到小"] : ["顺序", "倒序"];
    hits.textContent = `已按“${head.textContent}”${how[sign > 0 ? 0 : 1]}排列。`;
  };

  // Puts all that an element holds into a button and returns that.
  const button = (element) => {
    const made = document.createElement("button");
    made.type = "button";
    made.append(...element.childNodes);
    element.append(made);
    return made;
  };
  for (const head of table.tHead.rows[0].cells) {
    head.classList.add("sortable");
    // Of figures the largest are wanted first, of names and verdicts the first and the worst.
    const first = head.dataset.sort === "number" ? "descending" : "ascending";
    const second = first === "ascending" ? "descending" : "ascending";
    button(head).addEventListener("click", () => sort(head, head.getAttribute("aria-sort") === first ? second : first));
  }

  // Each count over the table is a filter: of a column one or more words, of several columns all.
  const chosen = new Map();
  const filters = [...document.querySelectorAll(".tallies [data-column]")].map((item) => {
    const { column, word: name } = item.dataset;
    if (!chosen.has(column)) chosen.set(column, new Set());
    return [button(item), chosen.get(column), name];
  });
  const all = button(document.querySelector(".tallies [data-all]"));
  const show = () => {
    for (const [pressed, names, name] of filters) pressed.setAttribute("aria-pressed", names.has(name));
    all.setAttribute("aria-pressed", filters.every(([, names]) => !names.size));
    search();
  };
  for (const [pressed, names, name] of filters) {
    pressed.addEventListener("click", () => {
      if (!names.delete(name)) names.add(name);
      show();
    });
  }
  all.addEventListener("click", () => {
    for (const names of chosen.values()) names.clear();
    show();
  });

  const search = () => {
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    const picked = [...chosen].filter(([, names]) => names.size);
    let count = 0;
    rows.forEach((row, place) => {
      const fits = wanted.every((each) => texts[place].includes(each))
        && picked.every(([column, names]) => names.has(word(row.cells[column])));
      if (row.hidden === fits) row.hidden = !fits;
      count += fits;
    });
    table.classList.toggle("long", count > table.dataset.long);
    hits.textContent = wanted.length || picked.length ? `找到 ${count} 家，共 ${rows.length} 家。` : `共 ${rows.length} 家。`;
  };
  let waiting = 0;
  words.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (!event.isComposing) waiting = setTimeout(search, 150);
  });
  words.addEventListener("compositionend", search);
  document.getElementById("search").hidden = false;
  show(); // the browser may have kept the words from the last visit
})();
