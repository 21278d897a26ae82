// Boxes to tick that fold away: say what is ticked on the line that stays, and fold away when one goes on elsewhere.
"use strict";
(() => {
  const open = () => document.querySelectorAll("details[data-many][open]");

  const say = (details) => {
    const ticked = [...details.querySelectorAll("input:checked")];
    const one = ticked.length === 1 ? ticked[0].parentElement.textContent.trim() : details.dataset.many;
    const many = details.dataset.ofMany.replace("%d", ticked.length);
    details.querySelector("summary").textContent = ticked.length > 1 ? many : one;
  };

  document.addEventListener("change", (event) => {
    const details = event.target.closest("details[data-many]");
    if (details) say(details);
  });
  document.addEventListener("click", (event) => {
    for (const details of open()) if (!details.contains(event.target)) details.open = false;
  });
  document.addEventListener("submit", () => { for (const details of open()) details.open = false; });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const details of open()) { details.open = false; details.querySelector("summary").focus(); }
  });
})();
