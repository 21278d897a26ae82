// Keeps the focus when htmx replaces what has it: on what is called the same now, else on what came in its place.
// A part that has an id is found again by htmx itself. Who goes to another page of a list reads on at its start.
// A list that is sorted anew is a page anew: there one comes back on the head of the column.
(() => {
  const called = (one) => (one.getAttribute("aria-label") || one.textContent).trim().replace(/\s+/g, " ");
  const lost = () => !document.activeElement || document.activeElement === document.body;
  let had = null;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const at = document.activeElement, { target, shouldSwap } = event.detail;
    had = !lost() && shouldSwap && target.contains(at) ? { tag: at.tagName, name: called(at), turns: at.closest(".pages") } : null;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!had || !lost()) return;
    const came = event.target, same = [...came.querySelectorAll(had.tag)].find((one) => called(one) === had.name);
    const to = had.turns ? came : same ?? came;
    had = null;
    if (to === came && !came.hasAttribute("tabindex")) came.tabIndex = -1;
    to.focus({ preventScroll: true });
  });

  const here = (link) => `${location.pathname} ${called(link)}`, sorted = sessionStorage.getItem("sorted");
  sessionStorage.removeItem("sorted");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.sort");
    if (link && !link.closest("[hx-boost]") && !event.ctrlKey && !event.metaKey && !event.shiftKey) sessionStorage.setItem("sorted", here(link));
  });
  if (sorted) [...document.querySelectorAll("a.sort")].find((link) => here(link) === sorted)?.focus();
})();
