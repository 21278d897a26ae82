// Tells in words that a request of htmx failed, or that it is busy (503); the page stays as it was.
const trouble = document.querySelector("[data-trouble]");
const busy = document.querySelector("[data-busy]");
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    busy.hidden = event.detail.xhr?.status !== 503;
    trouble.hidden = !busy.hidden;
  });
}
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.failed) return; // an answer that says no is loaded too
  trouble.hidden = true;
  busy.hidden = true;
});
