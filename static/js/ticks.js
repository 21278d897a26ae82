// Rows of a list that one ticks: says how many, marks them, and ticks a whole page at once.
const boxes = () => [...document.querySelectorAll('input[name="chosen"]')];
const show = () => {
  const bar = document.querySelector("[data-ticks]");
  if (!bar) return;
  const ticked = boxes().filter((box) => box.checked).length;
  const said = bar.querySelector("[data-ticked]");
  said.textContent = ticked ? said.dataset.some.replace("{n}", String(ticked)) : said.dataset.none;
  for (const box of boxes()) box.closest("tr").classList.toggle("chosen", box.checked);
  const page = document.querySelector("[data-tick-page]");
  page.hidden = false;
  page.checked = ticked > 0 && ticked === boxes().length;
  page.indeterminate = ticked > 0 && ticked < boxes().length;
};
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-page]")) for (const box of boxes()) box.checked = event.target.checked;
  if (event.target.matches('[data-tick-page], input[name="chosen"]')) show();
});
document.addEventListener("htmx:afterSettle", show);
show();
