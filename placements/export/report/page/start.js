// Everything is listening: zooming and dragging the map, then the first drawing.
byId("m-in").addEventListener("click", () => zoom(1.6));
byId("m-out").addEventListener("click", () => zoom(1 / 1.6));
byId("m-whole").addEventListener("click", () => zoom(0));
select.addEventListener("change", () => {
  const chosen = select.value === "" ? null : place(settings[Number(select.value)]);
  if (chosen && view.zoom > 1) move(chosen[0] - SIZE.width / view.zoom / 2, chosen[1] - SIZE.height / view.zoom / 2);
  else drawMap();
});
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
byId("map-chart").addEventListener("keydown", (event) => {
  const way = ARROWS[event.key];
  if (!way || view.zoom === 1) return;
  event.preventDefault();
  move(view.x + (way[0] * 80) / view.zoom, view.y + (way[1] * 80) / view.zoom);
});
let drag = null;
byId("map-chart").addEventListener("pointerdown", (event) => { drag = { x: event.clientX, y: event.clientY, from: { ...view } }; });
window.addEventListener("pointerup", () => { drag = null; });
window.addEventListener("pointermove", (event) => {
  if (!drag || view.zoom === 1) return;
  const units = SIZE.width / view.zoom / byId("map-chart").clientWidth;
  move(drag.from.x - (event.clientX - drag.x) * units, drag.from.y - (event.clientY - drag.y) * units);
});

let width = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth === width) return;
  width = window.innerWidth;
  drawRotations();
  drawLoad();
});
const print = (yes) => { printing = yes; drawRotations(); drawLoad(); };
window.addEventListener("beforeprint", () => print(true));
window.addEventListener("afterprint", () => print(false));
window.addEventListener("beforeprint", () => document.querySelectorAll("details[data-print]").forEach((part) => { part.open = true; }));
listeners.push(drawMap);
apply();
document.documentElement.dataset.ready = "yes";
