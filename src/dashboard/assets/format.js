// Elements, and numbers as people read them. Text only ever becomes text: nothing here parses markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with properties and children; strings become text nodes. */
function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  fill(node, properties, children);
  return node;
}

/** The same for a drawing. */
function draw(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  fill(node, attributes, children);
  return node;
}

function fill(node, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
}

const grouped = (number) => {
  const [whole, rest] = String(number).split(".");
  const text = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return rest === undefined ? text : `${text}.${rest}`;
};

/** Steps of a thousand with three digits: 12.3 Mbit/s. */
function scaled(value, unit) {
  const steps = [["T", 1e12], ["G", 1e9], ["M", 1e6], ["k", 1e3]];
  for (const [prefix, size] of steps) {
    if (Math.abs(value) >= size * 0.9995) return `${(value / size).toPrecision(3)} ${prefix}${unit}`;
  }
  return `${Number.isInteger(value) ? value : Number(value.toPrecision(3))} ${unit}`;
}

/** Nanoseconds since 1970 (text) as RFC 3339 in UTC, with as many decimals as are not zero. */
function instant(text) {
  const all = BigInt(text);
  const billion = 1000000000n;
  let seconds = all / billion;
  let rest = all % billion;
  if (rest < 0n) { rest += billion; seconds -= 1n; }
  const base = new Date(Number(seconds) * 1000).toISOString().replace(/\.\d+Z$/, "");
  const decimals = rest === 0n ? "" : `.${String(rest).padStart(9, "0").replace(/0+$/, "")}`;
  return `${base}${decimals}Z`;
}

/** A span in seconds, in words where it is long. */
function span(seconds) {
  if (seconds >= 172800) return `${(seconds / 86400).toFixed(1)} days`;
  if (seconds >= 7200) return `${(seconds / 3600).toFixed(1)} hours`;
  if (seconds >= 120) return `${(seconds / 60).toFixed(1)} minutes`;
  return `${Number(seconds.toPrecision(4))} s`;
}

/** A cell as text for people. */
function human(value, kind, unit) {
  if (value === null || value === undefined) return "–";
  switch (kind) {
    case "boolean": return value ? "yes" : "no";
    case "time": return instant(value);
    case "duration": return grouped(value.toFixed(6));
    case "float":
      if (unit === "%") return value.toFixed(2);
      if (unit === "bit/s") return scaled(value, "bit/s");
      if (unit === "bytes/s") return scaled(value, "B/s");
      return grouped(Number(value.toPrecision(6)));
    case "unsigned":
    case "signed":
      return unit === "" ? String(value) : grouped(value);
    default: return String(value);
  }
}

/** A cell as programs read it. */
function plain(value, kind) {
  if (value === null || value === undefined) return "";
  if (kind === "time") return instant(value);
  if (kind === "duration") return value.toFixed(9);
  return String(value);
}

const isNumber = (kind) => ["unsigned", "signed", "float", "duration"].includes(kind);

/** Whether a cell of this kind stays on one line. */
const whole = (kind) => ["time", "address", "ipv4", "ipv6", "mac"].includes(kind);

/** What stands above a column: units of spans and shares are said. */
function heading(name, unit) {
  if (unit === "s") return `${name.replace(/_s$/, "")} s`.replace(/_/g, " ");
  if (unit === "%") return name.replace("_percent", " %").replace(/_/g, " ");
  return name.replace(/_/g, " ");
}

/** Rows as CSV (RFC 4180). Text that a spreadsheet would run as a formula has a ' before it. */
function csv(columns, rows) {
  const quote = (text) => (/[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const field = (value, kind) => {
    let text = plain(value, kind);
    if (!isNumber(kind) && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return quote(text);
  };
  const lines = rows.map((row) => columns.map((column, at) => field(row[at], column.kind)).join(","));
  return [columns.map((column) => quote(column.name)).join(","), ...lines].join("\n") + "\n";
}
