// Tells in words that a request of htmx failed; the page stays as it was.
const trouble = document.querySelector("[data-trouble]");
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, () => { trouble.hidden = false; });
}
document.addEventListener("htmx:afterOnLoad", () => { trouble.hidden = true; });
