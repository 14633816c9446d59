// Everything is listening: zooming and dragging the map, then the first drawing.
byId("m-in").addEventListener("click", () => zoom(1.6));
byId("m-out").addEventListener("click", () => zoom(1 / 1.6));
byId("m-whole").addEventListener("click", () => zoom(0));
select.addEventListener("change", drawMap);
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
window.addEventListener("beforeprint", () => document.querySelectorAll("details[data-print]").forEach((part) => { part.open = true; }));
listeners.push(drawMap);
apply();
document.documentElement.dataset.ready = "yes";
