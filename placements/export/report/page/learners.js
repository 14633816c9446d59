// Who is where, when: rotations by cohort, their table, and one learner's whole path.
const LEARNER_COLUMNS = [["Learner"], ["Programme"], ["Cohort"], ["Block"], ["From", "d"], ["To", "d"], ["Weeks", "n"], ["Setting"], ["Sector"], ["Provider"], ["Place"], ["State"], ["Journey", "d"]];
const inOrder = (rows) => [...rows].sort((a, b) => a.cohort - b.cohort || a.at - b.at);
const pageOfLearners = pager("rotations-pager", "Learners", drawRotations);
let learnersShown = [];

function name(setting) {
  return setting.name === setting.code ? setting.code : `${setting.code} ${setting.name}`;
}

function drawStay(svg, stay) {
  const sector = sectorOf(stay.setting);
  const bar = draw("rect", { class: "stay", x: percent(stay.start), width: wide(stay.weeks), y: 1, height: 18, rx: 2, fill: sector.colour });
  const words = `${data.blocks[stay.block]}: ${name(stay.setting)}, ${sector.name}, ${first(stay.start)} to ${last(stay.end)}, ${data.states[stay.state]}`;
  svg.append(titled(bar, words));
  const full = `${sector.letter} ${stay.setting.code}`;
  const text = full.length <= room(stay.weeks) ? full : room(stay.weeks) >= 1 ? sector.letter : "";
  svg.append(draw("text", { x: percent(stay.start + stay.weeks / 2), y: 14, "text-anchor": "middle", "pointer-events": "none", class: sector.ink }, text));
}

function drawGap(svg, gap) {
  const bar = draw("rect", { class: "gap", x: percent(gap.start), width: wide(gap.weeks), y: 2, height: 16 });
  svg.append(titled(bar, `${data.blocks[gap.block]}: no place. ${data.reasons[gap.reason]}`));
}

function drawRotations() {
  learnersShown = pageOfLearners(inOrder(shown.learners));
  const parts = [];
  let cohort = null;
  for (const learner of learnersShown) {
    if (learner.cohort !== cohort) {
      cohort = learner.cohort;
      parts.push(make("p", { class: "head" }, `Cohort ${data.cohorts[cohort]}`), ...again());
    }
    const button = make("button", { type: "button", "aria-haspopup": "dialog" }, learner.code);
    button.addEventListener("click", () => openLearner(learner));
    const label = make("span", { class: "label" }, button);
    if (learner.gaps.length || learner.missing.length) label.append(make("span", { title: "misses something" }, " ●"));
    const svg = row(20);
    learner.gaps.forEach((gap) => drawGap(svg, gap));
    learner.stays.forEach((stay) => drawStay(svg, stay));
    parts.push(label, svg);
  }
  frame(byId("rotations-chart"), parts);
  refresh("rotations");
}

function learnerRows(learner) {
  const who = [learner.code, data.programmes[learner.programme][1], data.cohorts[learner.cohort]];
  const placed = learner.stays.map((stay) => [stay.start, [...who, data.blocks[stay.block], first(stay.start), last(stay.end), stay.weeks, name(stay.setting), sectorOf(stay.setting).name, providerOf(stay.setting), areaOf(stay.setting), data.states[stay.state], data.bands[stay.band]]]);
  const missing = learner.gaps.map((gap) => [gap.start, [...who, data.blocks[gap.block], first(gap.start), last(gap.end), gap.weeks, "no place", "", "", "", data.reasons[gap.reason], ""]]);
  return [...placed, ...missing].sort((a, b) => a[0] - b[0]).map(([, row]) => row);
}

onOpen("rotations", () => table("Placements of the learners shown", LEARNER_COLUMNS, learnersShown.flatMap(learnerRows)));
onOpen("unplaced", () => table("Blocks without a place", [["Learner"], ["Cohort"], ["Block"], ["From"], ["Weeks", "n"], ["Why"]],
  learners.flatMap((l) => l.gaps.map((gap) => [l.code, data.cohorts[l.cohort], data.blocks[gap.block], first(gap.start), gap.weeks, data.reasons[gap.reason]]))));
onOpen("missing", () => table("What learners miss of their curriculum", [["Learner"], ["Cohort"], ["Missed"]],
  learners.flatMap((l) => l.missing.map((words) => [l.code, data.cohorts[l.cohort], words]))));
for (const kind of ["before", "announced"]) {
  onOpen(kind, () => table("Placements that differ", [["Learner"], ["Block"], ["Change"], ["Before"], ["Now"]], data[kind].rows));
}

function openLearner(learner) {
  const base = learner.base < 0 ? [] : [make("p", {}, `Base setting: ${name(settings[learner.base])}`)];
  const missing = learner.missing.length ? [make("h3", {}, "Curriculum missed"), make("ul", {}, ...learner.missing.map((words) => make("li", {}, words)))] : [];
  byId("learner-title").textContent = `Learner ${learner.code}`;
  byId("learner-body").replaceChildren(
    make("p", {}, `${data.programmes[learner.programme][1]}, cohort ${data.cohorts[learner.cohort]}`), ...base,
    table("Placements", LEARNER_COLUMNS.slice(3), learnerRows(learner).map((row) => row.slice(3))), ...missing,
  );
  byId("learner").showModal();
}

const sectorsKey = () => sectors.map((sector) => {
  const mark = draw("svg", { width: 18, height: 18, "aria-hidden": "true" });
  mark.append(draw("rect", { class: "edge", width: 18, height: 18, rx: 2, fill: sector.colour }), draw("text", { x: 9, y: 13, "text-anchor": "middle", "font-size": 12, fill: sector.ink }, sector.letter));
  return make("li", {}, mark, ` ${sector.letter}: ${sector.name}`);
});
byId("sectors-key").append(...sectorsKey(), (() => {
  const mark = draw("svg", { width: 24, height: 18, "aria-hidden": "true" });
  mark.append(draw("rect", { class: "gap", x: 1, y: 1, width: 22, height: 16 }));
  return make("li", {}, mark, " no place");
})(), make("li", {}, "● misses a place or something of the curriculum"));
listeners.push(drawRotations);
