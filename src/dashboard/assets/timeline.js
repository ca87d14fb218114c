// Traffic over time: bars, a brush that chooses a span, zoom into it. Mouse, touch, keys, or numbers.

function timeline() {
  let W = 1200;
  const H = 240, LEFT = 70, RIGHT = 12, TOP = 12, BOTTOM = 34;
  const bins = records("timeline.timeline").map((bin) => ({ from: bin.start_s, packets: bin.packets, bytes: bin.frame_bytes, rate: bin.bits_per_s }));
  const sized = bins.find((bin) => bin.rate > 0);
  const width = sized ? (sized.bytes * 8) / sized.rate : Math.max(LENGTH, 1);
  const end = Math.max(LENGTH, width);
  let view = [0, end];
  let measure = "bytes";
  let drag = null;

  const svg = draw("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", tabindex: "0", "aria-describedby": "timeline-help",
    pointerdown: (event) => { drag = at(event); svg.setPointerCapture(event.pointerId); },
    pointermove: (event) => { if (drag !== null) paint(ordered(drag, at(event))); },
    pointerup: (event) => {
      if (drag === null) return;
      const picked = ordered(drag, at(event));
      drag = null;
      choose({ time: picked[1] - picked[0] < (view[1] - view[0]) / 300 ? null : picked });
    },
    pointercancel: () => { drag = null; update(); },
    dblclick: () => zoom([0, end]),
    keydown: key });
  const from = number("from, in seconds", "from s");
  const to = number("to, in seconds", "to s");
  const unit = el("select", { "aria-label": "what the timeline shows", change: () => { measure = unit.value; update(); } },
    el("option", { value: "bytes" }, "bits a second"), el("option", { value: "packets" }, "packets a second"));
  const into = el("button", { type: "button", click: () => zoom(filter.time ?? view) }, "zoom to selection");
  const out = el("button", { type: "button", click: () => zoom([0, end]) }, "whole capture");
  const keys = el("span", { class: "screen" });
  const said = el("span");
  const note = el("p", { class: "note", id: "timeline-help" }, keys, said);

  function number(label, placeholder) {
    const input = el("input", { type: "number", step: "any", min: 0, "aria-label": label, placeholder,
      change: () => {
        const pair = [Number(from.value || 0), Number(to.value || end)];
        choose({ time: from.value === "" && to.value === "" ? null : ordered(...pair) });
      } });
    return input;
  }

  const ordered = (one, other) => (one < other ? [one, other] : [other, one]);
  const x = (seconds) => LEFT + ((seconds - view[0]) / (view[1] - view[0])) * (W - LEFT - RIGHT);

  /** The second under a pointer. */
  function at(event) {
    const box = svg.getBoundingClientRect();
    const share = (((event.clientX - box.left) / box.width) * W - LEFT) / (W - LEFT - RIGHT);
    return view[0] + Math.min(1, Math.max(0, share)) * (view[1] - view[0]);
  }

  function zoom(range) {
    view = range[1] > range[0] ? range : [0, end];
    update();
  }

  function key(event) {
    const step = (view[1] - view[0]) / 20;
    const [low, high] = filter.time ?? [view[0], view[0] + step];
    const moves = {
      ArrowLeft: event.shiftKey ? [low, high - step] : [low - step, high - step],
      ArrowRight: event.shiftKey ? [low, high + step] : [low + step, high + step],
    };
    if (event.key === "Escape") choose({ time: null });
    else if (event.key === "Enter") zoom(filter.time ?? [0, end]);
    else if (moves[event.key]) {
      const moved = moves[event.key];
      choose({ time: ordered(Math.max(0, moved[0]), Math.min(end, Math.max(moved[1], 0))) });
    } else return;
    event.preventDefault();
  }

  /** Bytes or packets of the chosen flows, spread evenly over each flow, in columns of the picture. */
  function spread(columns) {
    const sums = new Float64Array(columns);
    const step = (view[1] - view[0]) / columns;
    for (const flow of flows()) {
      const amount = measure === "bytes" ? flow.bytes : flow.packets;
      const [low, high] = [Math.max(flow.from, view[0]), Math.min(flow.to, view[1])];
      if (high < low) continue;
      const first = Math.min(columns - 1, Math.floor((low - view[0]) / step));
      const last = Math.min(columns - 1, Math.floor((high - view[0]) / step));
      const length = flow.to - flow.from;
      for (let column = first; column <= last; column += 1) {
        const begin = Math.max(low, view[0] + column * step);
        const finish = Math.min(high, view[0] + (column + 1) * step);
        sums[column] += length > 0 && last > first ? (amount * (finish - begin)) / length : (first === last ? amount * (length > 0 ? (high - low) / length : 1) : 0);
      }
    }
    return sums;
  }

  function paint(brush) {
    const columns = Math.max(1, Math.min(300, Math.round((view[1] - view[0]) / width)));
    const step = (view[1] - view[0]) / columns;
    const sums = new Float64Array(columns);
    for (const bin of bins) {
      const column = Math.floor((bin.from + width / 2 - view[0]) / step);
      if (column >= 0 && column < columns) sums[column] += measure === "bytes" ? bin.bytes : bin.packets;
    }
    const others = { ...filter, time: null };
    const picked = Object.values(others).some((value) => value !== null) ? spread(columns) : null;
    const rate = (sum) => (sum * (measure === "bytes" ? 8 : 1)) / step;
    const most = Math.max(...sums.map(rate), ...(picked ?? [0]).map(rate), Number.MIN_VALUE);
    const y = (value) => H - BOTTOM - (rate(value) / most) * (H - TOP - BOTTOM);
    const nodes = [];
    for (const share of [0, 0.5, 1]) {
      const line = H - BOTTOM - share * (H - TOP - BOTTOM);
      nodes.push(draw("line", { class: "grid", x1: LEFT, x2: W - RIGHT, y1: line, y2: line }),
        draw("text", { x: LEFT - 6, y: line + 4, "text-anchor": "end" }, scaled(bins.length === 0 ? 0 : most * share, measure === "bytes" ? "b/s" : "p/s")));
    }
    for (const share of W < 600 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1]) {
      const seconds = view[0] + share * (view[1] - view[0]);
      nodes.push(draw("text", { x: x(seconds), y: H - BOTTOM + 18, "text-anchor": share === 0 ? "start" : share === 1 ? "end" : "middle" }, `+${span(seconds)}`));
    }
    const bar = (kind) => (sum, column) => sum > 0 ? draw("rect", { class: kind, x: x(view[0] + column * step), y: y(sum),
      width: Math.max(1, (W - LEFT - RIGHT) / columns - 0.5), height: Math.max(1, H - BOTTOM - y(sum)) }) : null;
    nodes.push(...[...sums].map(bar(picked ? "dim" : "all")), ...(picked ? [...picked].map(bar("picked")) : []));
    for (const finding of findings()) {
      const seconds = sinceStart(finding.first_seen);
      if (seconds >= view[0] && seconds <= view[1]) {
        nodes.push(draw("line", { class: "mark", x1: x(seconds), x2: x(seconds), y1: H - BOTTOM, y2: H - BOTTOM + 6 }, draw("title", {}, finding.message)));
      }
    }
    if (brush) {
      const [low, high] = [Math.max(LEFT, x(brush[0])), Math.min(W - RIGHT, x(brush[1]))];
      if (high > low) nodes.push(draw("rect", { class: "brush", x: low, width: high - low, y: TOP, height: H - TOP - BOTTOM }));
    }
    svg.replaceChildren(...nodes.filter((node) => node !== null));
    const peak = scaled(bins.length === 0 ? 0 : most, measure === "bytes" ? "bit/s" : "packets/s");
    svg.setAttribute("aria-label", `traffic over time, ${span(view[1] - view[0])} shown, peak ${peak}` + (brush ? `, chosen ${span(brush[0])} to ${span(brush[1])}` : ""));
  }

  function update() {
    paint(filter.time);
    from.value = filter.time === null ? "" : filter.time[0];
    to.value = filter.time === null ? "" : filter.time[1];
    into.disabled = filter.time === null;
    out.disabled = view[0] === 0 && view[1] === end;
    const others = Object.entries(filter).some(([name, value]) => name !== "time" && value !== null);
    keys.textContent = "Drag to choose a span; arrow keys move it, with Shift its end, Enter zooms, Escape lets go. ";
    said.textContent = `Bins of ${span(width)}; marks below are findings.` +
      (others ? " Orange: the chosen flows, each spread evenly over its life." : "");
  }

  // As many units as pixels, so that text keeps its size.
  new ResizeObserver(([entry]) => {
    const pixels = Math.round(entry.contentRect.width);
    if (pixels < 100 || pixels === W) return;
    W = pixels;
    svg.setAttribute("viewBox", `0 0 ${W} ${H}`);
    update();
  }).observe(svg);
  listeners.push(update);
  update();
  return el("div", {}, el("div", { class: "controls" }, unit, from, to, into, out), svg, note);
}
