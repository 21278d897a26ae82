// Helps to make a newsletter: shows the letter anew after each save, and moves items by dragging or by arrow keys.
// Without this script the preview is that of the last page, and the buttons up and down do the moving.
const renew = () => {
  const frame = document.querySelector("[data-preview]");
  if (frame) frame.src = frame.getAttribute("src");
  document.body.dispatchEvent(new CustomEvent("saved"));
};
const show = () => {
  for (const handle of document.querySelectorAll(".drag[hidden]")) handle.hidden = false;
};
const send = (row, place) => {
  const form = row.querySelector("form");
  const to = Object.assign(document.createElement("input"), { type: "hidden", name: "to", value: place });
  form.append(to);
  form.requestSubmit();
};
let held = []; // where the focus belongs after a move: a button up is gone once its item stands on top
let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[data-sortable] > li");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.place);
  event.dataTransfer.setDragImage(dragged, 0, 0);
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-sortable] > li");
  if (!dragged || !over) return;
  event.preventDefault();
  for (const row of over.parentElement.children) row.classList.toggle("drop", row === over && row !== dragged);
});
document.addEventListener("drop", (event) => {
  const over = event.target.closest?.("[data-sortable] > li");
  if (!dragged || !over) return;
  event.preventDefault();
  if (over !== dragged) send(dragged, over.dataset.place);
});
document.addEventListener("dragend", () => {
  for (const row of document.querySelectorAll(".drop")) row.classList.remove("drop");
  dragged = null;
});
document.addEventListener("keydown", (event) => {
  const handle = event.target.closest?.(".drag");
  const way = { ArrowUp: "[data-up]", ArrowDown: "[data-down]" }[event.key];
  if (!handle || !way) return;
  event.preventDefault();
  const row = handle.closest("li");
  const button = row.querySelector(way);
  held = [handle.id];
  if (button) send(row, button.value);
});
document.addEventListener("submit", (event) => {
  const [way, item] = (event.submitter?.id ?? "").split("-");
  if (["op", "neer"].includes(way)) held = [`${way}-${item}`, `pak-${item}`];
});
document.addEventListener("htmx:afterSettle", (event) => {
  show();
  held.map((id) => document.getElementById(id)).find((one) => one)?.focus();
  held = [];
  if (event.target.matches("[data-saved]")) renew();
});
show();
