// Rows over time: the frame that both the rotations and the load are drawn in, page by page.
const PAGE = 40;
const PRINTED = 500; // rows at most on paper, where nobody can turn to the next page
let printing = false;
const WIDTH = 1000; // units of a row; stretched to the room there is
const x = (week) => ((week - 1) / WEEKS) * WIDTH;

function pager(id, noun, redraw) {
  const box = byId(id);
  const state = { page: 0, pages: 1 };
  const back = make("button", { type: "button" }, "Previous");
  const next = make("button", { type: "button" }, "Next");
  const told = make("span", { role: "status" });
  // Not disabled but said to be: a button that is disabled under the finger loses the focus.
  const able = (button, yes) => button.setAttribute("aria-disabled", String(!yes));
  back.addEventListener("click", () => { if (state.page > 0) { state.page -= 1; redraw(); } });
  next.addEventListener("click", () => { if (state.page < state.pages - 1) { state.page += 1; redraw(); } });
  box.append(back, next, told);
  return (rows) => {
    state.pages = Math.max(1, Math.ceil(rows.length / PAGE));
    state.page = Math.min(state.page, state.pages - 1);
    const from = printing ? 0 : state.page * PAGE;
    const own = rows.slice(from, from + (printing ? PRINTED : PAGE));
    able(back, state.page > 0);
    able(next, state.page < state.pages - 1);
    back.hidden = next.hidden = state.pages === 1;
    told.textContent = rows.length ? `${noun} ${number(from + 1)} to ${number(from + own.length)} of ${number(rows.length)}${printing && rows.length > PRINTED ? "; filter before printing to see the others" : ""}` : `no ${noun.toLowerCase()} to show`;
    return own;
  };
}

// Months or quarters, so that about a dozen dates stand above the rows.
function dates() {
  const found = [];
  const end = monday(WEEKS + 1);
  const step = [1, 2, 3, 6, 12].find((months) => WEEKS / (months * 4.35) <= 13) || 24;
  const from = monday(1);
  for (let k = 1; ; k++) {
    const day = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + k, 1));
    if (day >= end) return found;
    if (day.getUTCMonth() % step === 0 || step > 12) {
      const label = `${MONTHS[day.getUTCMonth()]}${found.length === 0 || day.getUTCMonth() < step ? ` ${day.getUTCFullYear()}` : ""}`;
      found.push([1 + (day - from) / (7 * DAY), label]);
    }
  }
}

function row(height) {
  const svg = draw("svg", { height, "aria-hidden": "true" });
  for (const [week] of dates()) svg.append(draw("line", { class: "grid-line", x1: percent(week), x2: percent(week), y1: 0, y2: height }));
  return svg;
}

const percent = (week) => `${(x(week) / 10).toFixed(3)}%`;
const wide = (weeks) => `${((weeks / WEEKS) * 100).toFixed(3)}%`;

// A date that would run into the one before it is left out: the lines stay.
function axis(pixels) {
  const svg = draw("svg", { height: 20, "aria-hidden": "true" });
  let end = 0;
  for (const [week, label] of dates()) {
    const from = ((week - 1) / WEEKS) * pixels;
    const width = label.length * LETTER;
    if (from < end || from + width > pixels) continue;
    end = from + width + LETTER;
    svg.append(draw("text", { class: "date", x: percent(week), y: 14 }, label));
  }
  return svg;
}

const LETTER = 6.6; // pixels of one, about
// Pixels of a row, beside its label, which is as wide as the longest code, and 256 at most.
const across = () => Math.max(byId("rotations-chart").clientWidth || 900, 704) - Math.min(256, 60 + 8 * LONGEST_CODE);
const LONGEST_CODE = [...settings, ...learners].reduce((longest, one) => Math.max(longest, one.code.length), 0);

// Room of a bar, in characters, with air on both sides: what does not fit is left to the title and the table.
function room(weeks) {
  return Math.floor((across() * weeks) / WEEKS / LETTER - 0.7);
}

const above = () => [make("span", { class: "label" }), axis(across())];
const again = () => (printing ? above() : []); // on paper the dates stand above every group, for a page may begin there

function frame(chart, parts) {
  const grid = make("div", { class: "lines" }, ...(printing ? [] : above()), ...parts);
  chart.replaceChildren(grid);
}
