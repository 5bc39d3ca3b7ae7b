"use strict";
// The timeline: a canvas that shows the window from..to of the run, in nanoseconds.
(() => {
  const run = JSON.parse(document.getElementById("run").textContent);
  const [unit, units] = run.unit;
  const canvas = document.getElementById("timeline");
  const about = document.getElementById("about");
  const pen = canvas.getContext("2d");
  const longest = Math.max(...run.lanes.map(lane => lane.name.length), 0);
  const NAMES = Math.max(96, Math.min(400, longest * 7.4 + 10)), TOP = 34, BOTTOM = 8, THIN = new Set(["wait", "blocked"]);
  const whole = Math.max(run.length, 1);
  const lanes = run.lanes.map(lane => ({ name: lane.name, ...unpacked(lane.spans) }));
  const pitch = Math.max(6, Math.min(28, 640 / Math.max(lanes.length, 1)));
  let from = 0, to = whole, colors = {}, drag = null, due = false;

  // See data.rs: varints, the lowest seven bits first.
  function unpacked(text) {
    const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
    let at = 0, end = 0;
    const number = () => {
      let value = 0, weight = 1;
      for (;;) {
        const byte = bytes[at++];
        value += (byte & 127) * weight;
        if (byte < 128) return value;
        weight *= 128;
      }
    };
    const start = [], length = [], tone = [], off = [], spans = [], what = [];
    while (at < bytes.length) {
      const gap = number();
      start.push(end + (gap % 2 ? -(gap + 1) / 2 : gap / 2));
      length.push(number());
      tone.push(number());
      off.push(number() / 255);
      spans.push(number());
      what.push(spans.at(-1) === 1 ? [number(), number(), number(), run.functions ? number() : 0] : null);
      end = start.at(-1) + length.at(-1);
    }
    return { start, length, tone, off, spans, what, ...chunks(start, length, tone) };
  }

  // Chunks take turns in shade, so those of one shade in a row are of one chunk: how long it is, by
  // piece; and how far it is from one to the next, on the average.
  function chunks(start, length, tone) {
    const whole = new Float64Array(tone.length), tasks = [...tone.keys()].filter(i => run.tones[tone[i]].startsWith("task"));
    let count = 0;
    for (let i = 0, next; i < tasks.length; i = next) {
      for (next = i + 1; next < tasks.length && tone[tasks[next]] === tone[tasks[i]];) next++;
      const last = tasks[next - 1], long = start[last] + length[last] - start[tasks[i]];
      for (const task of tasks.slice(i, next)) whole[task] = long;
      count++;
    }
    const last = tasks.at(-1);
    return { whole, apart: count ? (start[last] + length[last] - start[tasks[0]]) / count : 0 };
  }

  // Three digits and a unit, as everywhere in parscope.
  function time(nanos) {
    if (nanos === 0) return "0";
    const size = Math.abs(nanos);
    const [unit, name] = size < 1e3 ? [1, "ns"] : size < 1e6 ? [1e3, "µs"] : size < 1e9 ? [1e6, "ms"] : [1e9, "s"];
    const value = nanos / unit;
    return `${unit === 1 ? Math.round(value) : Number(value.toPrecision(3))} ${name}`;
  }

  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  function dress() {
    for (const name of ["text", "dim", "faint", "ideal", "paper"]) colors[name] = style(`--${name}`);
    colors.tones = run.tones.map(tone => style(`--tone-${tone}`));
    colors.hatch = hatch(colors.tones[run.tones.indexOf("preempted")], colors.tones[0], false);
    colors.tail = hatch(colors.paper, colors.tones[run.tones.indexOf("tail")], true);
    ask();
  }

  // Time without a core has lines in the colour of a task: it is still a task's. The tail has its own
  // on nothing, as on the screen.
  function hatch(ground, line, turned) {
    const tile = document.createElement("canvas"), brush = tile.getContext("2d");
    tile.width = tile.height = 6;
    brush.fillStyle = ground;
    brush.fillRect(0, 0, 6, 6);
    brush.strokeStyle = line;
    for (const left of [-6, 0, 6]) {
      brush.moveTo(left, turned ? 6 : 0);
      brush.lineTo(left + 6, turned ? 0 : 6);
    }
    brush.stroke();
    return pen.createPattern(tile, "repeat");
  }

  const width = () => canvas.clientWidth - NAMES;
  const x = at => NAMES + (at - from) / (to - from) * width();

  // The first piece of a lane that ends after a moment.
  function first(lane, moment) {
    let low = 0, high = lane.start.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lane.start[middle] + lane.length[middle] < moment) low = middle + 1; else high = middle;
    }
    return low;
  }

  function draw() {
    due = false;
    const dense = devicePixelRatio || 1, wide = canvas.clientWidth, high = TOP + lanes.length * pitch + BOTTOM;
    canvas.style.height = `${high}px`;
    canvas.width = Math.round(wide * dense);
    canvas.height = Math.round(high * dense);
    pen.scale(dense, dense);
    pen.font = "12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace";
    axis(high);
    pen.save();
    pen.beginPath();
    pen.rect(NAMES, 0, width(), high);
    pen.clip();
    lanes.forEach((lane, row) => drawLane(lane, TOP + row * pitch));
    if (run.ideal !== null && run.ideal >= from && run.ideal <= to) {
      pen.fillStyle = colors.ideal;
      pen.fillRect(x(run.ideal) - 0.75, 16, 1.5, high - 16 - BOTTOM);
      pen.textAlign = x(run.ideal) > wide - 60 ? "right" : "center";
      pen.fillText(`ideal ${time(run.ideal)}`, x(run.ideal), 10);
    }
    pen.restore();
    if (pitch >= 12) {
      pen.fillStyle = colors.dim;
      pen.textAlign = "left";
      lanes.forEach((lane, row) => pen.fillText(lane.name, 0, TOP + row * pitch + pitch / 2 + 4));
    }
    // What is shown, for whoever reads the page without eyes.
    canvas.dataset.from = from;
    canvas.dataset.to = to;
  }

  function axis(high) {
    const rough = (to - from) / 6, power = 10 ** Math.floor(Math.log10(rough));
    const step = Math.max(1, power * (rough / power < 2 ? 1 : rough / power < 5 ? 2 : 5));
    pen.textAlign = "center";
    for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
      pen.fillStyle = colors.faint;
      pen.globalAlpha = 0.4;
      pen.fillRect(x(at), TOP - 4, 1, high - TOP - BOTTOM + 8);
      pen.globalAlpha = 1;
      pen.fillStyle = colors.dim;
      if (x(at) < canvas.clientWidth - 24) pen.fillText(time(at), x(at), TOP - 10);
    }
  }

  // The name of another program's slice.
  // A task of a watched program: its function, and its number in the call.
  const called = what => (what && run.functions && run.functions[what[3]] && `${run.functions[what[3]]}(${what[0]}${what[1] > 1 ? `…${what[0] + what[1] - 1}` : ""})`) || "";
  const named = what => (what && run.names && run.names[what[2]]) || "";

  function drawLane(lane, top) {
    const gap = pitch >= 12 ? pitch / 6 : 0, tall = pitch - gap;
    // As on the screen: where most chunks are too narrow to be seen, only the widest take turns.
    const pixel = (to - from) / width(), least = lane.apart < pixel ? 2 * pixel : 0;
    let drawn = -1;
    for (let i = first(lane, from); i < lane.start.length && lane.start[i] <= to; i++) {
      const left = Math.max(x(lane.start[i]), NAMES - 1);
      const right = Math.min(x(lane.start[i] + lane.length[i]), canvas.clientWidth + 1);
      // Of many within a pixel, the first stands for them.
      if (right < drawn + 0.5) continue;
      drawn = Math.max(right, left + 0.5);
      const tone = run.tones[lane.tone[i]], thin = THIN.has(tone), wide = right - left;
      const height = thin ? Math.max(1, tall / 8) : tall;
      pen.fillStyle = tone === "tail" ? colors.tail : colors.tones[tone === "task-b" && lane.whole[i] < least ? 0 : lane.tone[i]];
      pen.fillRect(left, top + (pitch - height) / 2, Math.max(wide - (wide > 4 ? 0.8 : 0), 0.5), height);
      if (lane.off[i] > 0 && tone.startsWith("task")) {
        pen.fillStyle = colors.hatch;
        pen.fillRect(left, top + (pitch - height) / 2, Math.max(wide - (wide > 4 ? 0.8 : 0), 0.5), height * lane.off[i]);
      }
      const what = lane.what[i];
      const labels = what ? [called(what), unit === "task" ? what[1] === 1 && String(what[0]) : named(what)] : [];
      if (tone.startsWith("task") && pitch >= 18) {
        const text = labels.find(label => label && wide > label.length * 7.3 + 6);
        if (text) {
          pen.fillStyle = "#16181d";
          pen.textAlign = "center";
          pen.fillText(text, (left + right) / 2, top + pitch / 2 + 4);
        }
      }
    }
  }

  const ask = () => { if (!due) { due = true; requestAnimationFrame(draw); } };

  // Shows another window: never beyond the run, never less than a nanosecond a hundredth.
  function show(start, length) {
    length = Math.min(Math.max(length, 100), whole);
    from = Math.min(Math.max(start, 0), whole - length);
    to = from + length;
    ask();
  }
  const zoom = (factor, at) => show(at - (at - from) * factor, (to - from) * factor);
  const moment = event => from + (event.clientX - canvas.getBoundingClientRect().left - NAMES) / width() * (to - from);

  function point(event) {
    const row = Math.floor((event.clientY - canvas.getBoundingClientRect().top - TOP) / pitch);
    const lane = lanes[row], at = moment(event);
    if (!lane || at < from) return void (about.textContent = "\u00a0");
    const i = first(lane, at);
    if (i >= lane.start.length || lane.start[i] > at) return void (about.textContent = `${lane.name} · ${time(at)} · nothing recorded`);
    const what = lane.what[i], tone = run.tones[lane.tone[i]], word = run.words[lane.tone[i]];
    const tasks = called(what) ? `${called(what)}, chunk ${what[2]}` : what && what[1] > 0 ? (what[1] === 1 ? `task ${what[0]}` : `${what[1]} tasks from ${what[0]}`) + `, chunk ${what[2]}` : "";
    const known = unit === "task" ? tasks : named(what);
    const name = tone.startsWith("task") ? known || word : word + (known ? ` (${known})` : "");
    const many = lane.spans[i] > 1 ? `${lane.spans[i]} spans, mostly ${tone.startsWith("task") ? units : word}` : name;
    const off = lane.off[i] > 0 ? ` · preempted ${Math.round(lane.off[i] * 100)} %` : "";
    about.textContent = `${lane.name} · ${many} · ${time(lane.length[i])}, from ${time(lane.start[i])}${off}`;
  }

  canvas.addEventListener("wheel", event => {
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) show(from + event.deltaX / width() * (to - from), to - from);
    else zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300))), moment(event));
  }, { passive: false });
  canvas.addEventListener("pointerdown", event => {
    canvas.setPointerCapture(event.pointerId);
    drag = { x: event.clientX, from };
  });
  canvas.addEventListener("pointermove", event => {
    if (drag) show(drag.from - (event.clientX - drag.x) / width() * (to - from), to - from);
    point(event);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { drag = null; });
  canvas.addEventListener("dblclick", () => show(0, whole));
  canvas.addEventListener("keydown", event => {
    const middle = (from + to) / 2, step = (to - from) / 5;
    const keys = {
      "+": () => zoom(0.5, middle), "=": () => zoom(0.5, middle), "-": () => zoom(2, middle),
      ArrowLeft: () => show(from - step, to - from), ArrowRight: () => show(from + step, to - from),
      Home: () => show(0, to - from), End: () => show(whole, to - from), 0: () => show(0, whole),
    };
    if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  });

  const used = new Set(lanes.flatMap(lane => [...new Set(lane.tone)]));
  if (lanes.some(lane => lane.off.some(off => off > 0))) used.add(run.tones.indexOf("preempted"));
  const legend = document.getElementById("legend");
  // What has one name on the screen has one here: the shades of tasks, the two ways of a transfer.
  for (const word of new Set(run.words)) {
    const marks = run.words.map((other, index) => other === word && used.has(index) ? index : -1).filter(index => index >= 0);
    if (marks.length === 0) continue;
    const item = document.createElement("span");
    for (const index of marks) {
      const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      box.setAttribute("width", "12");
      box.setAttribute("height", "12");
      box.style.fill = `var(--tone-${run.tones[index]})`;
      mark.append(box);
      item.append(mark);
    }
    item.append(word);
    legend.append(item);
  }
  if (run.cell > 1) document.getElementById("merged").textContent = `; those below ${time(run.cell)} are drawn together with their neighbours`;
  matchMedia("(prefers-color-scheme:dark)").addEventListener("change", dress);
  addEventListener("resize", ask);
  dress();
})();
