// A table that sorts, searches, turns pages and gives its rows as CSV.

let tables = 0;

/** Rows of a table on paper, at least. */
const ON_PAPER = 50;

/**
 * columns: [{ name, kind, unit, doc, label?, bar?, rank? (words in order), show? (row -> node) }]
 * rows: () -> rows that the filter leaves; options: { title, file, sort: [column, descending], size, search, note }.
 */
function sortable(columns, rows, options) {
  const id = `t${tables += 1}`;
  let [sorted, descending] = options.sort ?? [null, false];
  let page = 0;
  let size = options.size ?? 10;
  let words = "";

  const body = el("tbody");
  const heads = columns.map((column, at) => {
    const label = column.label ?? heading(column.name, column.unit);
    const button = el("button", { type: "button", title: column.doc, click: () => order(at) }, label);
    return el("th", { scope: "col", class: isNumber(column.kind) ? "number" : null, "data-label": label }, button);
  });
  const caption = el("caption", {}, options.title);
  const grid = el("table", { id }, caption, el("thead", {}, el("tr", {}, ...heads)), body);
  const back = el("button", { type: "button", "aria-label": `previous page of ${options.title}`, click: () => turn(-1) }, "‹");
  const on = el("button", { type: "button", "aria-label": `next page of ${options.title}`, click: () => turn(1) }, "›");
  const place = el("span", { "aria-live": "polite" });
  const search = el("input", { type: "search", placeholder: "search", "aria-label": `search ${options.title}`, "aria-controls": id,
    input: () => { words = search.value.toLowerCase(); page = 0; update(); } });
  const sizes = el("select", { "aria-label": `rows on a page of ${options.title}`,
    change: () => { size = Number(sizes.value); page = 0; update(); } },
    ...[10, 25, 100, 1000].map((count) => el("option", { value: count, selected: count === size }, `${count} rows`)));
  const save = el("button", { type: "button", "aria-label": `export ${options.title} as CSV`,
    click: () => download(`${options.file}.csv`, csv(columns, list())) }, "CSV");
  const controls = el("div", { class: "controls" }, options.search === false ? null : search, sizes, back, on, place, save);
  const note = el("p", { class: "note" });
  const left = el("p", { class: "note paper" });

  function order(at) {
    descending = sorted === at ? !descending : isNumber(columns[at].kind) || columns[at].rank !== undefined;
    sorted = at;
    page = 0;
    update();
  }

  function turn(by) {
    page += by;
    update();
  }

  const text = (row) => columns.map((column, at) => human(row[at], column.kind, column.unit)).join("\u0000").toLowerCase();

  function compare(one, other) {
    const [a, b] = [one[sorted], other[sorted]];
    if (a === null || a === undefined || b === null || b === undefined) {
      return Number(a === null || a === undefined) - Number(b === null || b === undefined);
    }
    let sign;
    const { rank } = columns[sorted];
    if (rank) sign = rank.indexOf(a) - rank.indexOf(b);
    else if (columns[sorted].kind === "time") sign = BigInt(a) < BigInt(b) ? -1 : Number(BigInt(a) > BigInt(b));
    else if (typeof a === "number" && typeof b === "number") sign = a - b;
    else sign = String(a) < String(b) ? -1 : Number(String(a) > String(b));
    return descending ? -sign : sign;
  }

  function list() {
    const found = words === "" ? [...rows()] : rows().filter((row) => text(row).includes(words));
    return sorted === null ? found : found.sort(compare);
  }

  function update() {
    const found = list();
    const pages = Math.max(1, Math.ceil(found.length / size));
    page = Math.min(Math.max(page, 0), pages - 1);
    const most = columns.map((column, at) => (column.bar ? found.reduce((max, row) => Math.max(max, row[at] ?? 0), 0) : 0));
    const shown = found.slice(page * size, (page + 1) * size).map((row) => el("tr", {}, ...columns.map((column, at) => {
      const content = column.show ? column.show(row) : human(row[at], column.kind, column.unit);
      const cell = el("td", { class: [isNumber(column.kind) ? "number" : "", whole(column.kind) ? "whole" : "", column.bar ? "bar" : ""].join(" ").trim() || null }, content);
      if (column.bar && most[at] > 0) cell.style.backgroundSize = `${(100 * (row[at] ?? 0)) / most[at]}% 80%`;
      return cell;
    })));
    if (shown.length === 0) shown.push(el("tr", {}, el("td", { colspan: columns.length }, words === "" ? "none" : "nothing matches the search")));
    body.replaceChildren(...shown);
    heads.forEach((head, at) => head.setAttribute("aria-sort", at === sorted ? (descending ? "descending" : "ascending") : "none"));
    heads.forEach((head, at) => { head.dataset.sort = at === sorted ? (descending ? "▼" : "▲") : ""; });
    back.disabled = page === 0;
    on.disabled = page >= pages - 1;
    const first = found.length === 0 ? 0 : page * size + 1;
    place.textContent = `${grouped(first)}–${grouped(Math.min(found.length, (page + 1) * size))} of ${grouped(found.length)}`;
    left.textContent = pages > 1 ? `Rows ${place.textContent}.` : "";
    note.textContent = options.note ? options.note() : "";
    note.hidden = note.textContent === "";
  }

  // Paper has no next page of a table: it gets more rows at once.
  let before = size;
  window.addEventListener("beforeprint", () => { before = size; size = Math.max(size, ON_PAPER); update(); });
  window.addEventListener("afterprint", () => { size = before; update(); });

  update();
  listeners.push(() => { page = 0; update(); });
  return el("div", {}, controls, el("div", { class: "scroll" }, grid), left, note);
}

/** Hands a text to the user as a file. */
function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
