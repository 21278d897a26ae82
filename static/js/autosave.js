// Guards what somebody types in a form that saves by itself: what could not be saved is tried again by itself, and who
// leaves before it is saved, also because something in it is not right yet, is asked first.
(() => {
  const BY_ITSELF = 'form[hx-trigger^="input"]';
  const AGAIN = 10_000; // milliseconds
  let typed = 0, sent = 0, saved = 0; // how often something was typed, when it was sent last, and when it was saved

  document.addEventListener("input", ({ target }) => {
    if (target.closest(BY_ITSELF)) typed += 1;
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.matches(BY_ITSELF)) sent = typed;
  });
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id === "bewaard" && target.matches("[data-saved]")) saved = sent;
  });
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, ({ detail }) => {
      const status = detail.xhr?.status ?? 0;
      if (!detail.elt.matches(BY_ITSELF) || (status >= 400 && status < 500)) return;
      setTimeout(() => { if (saved < typed) detail.elt.dispatchEvent(new Event("input")); }, AGAIN);
    });
  }
  // Who saves with the button, or chooses what a colleague made, means to leave.
  let meansIt = false;
  document.addEventListener("submit", ({ target }) => { meansIt ||= target.matches(BY_ITSELF); });
  document.addEventListener("click", ({ target }) => { meansIt ||= Boolean(target.closest("#bewaard a")); });
  // Who was signed out is led to signing in, and what they typed waits there.
  document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
    meansIt ||= detail.xhr.getResponseHeader("HX-Refresh") === "true";
  });
  const files = () => [...document.querySelectorAll(`${BY_ITSELF} [type=file]`)].some((one) => one.files.length);
  window.addEventListener("beforeunload", (event) => {
    if (!meansIt && (saved < typed || files())) event.preventDefault(); // a file leaves with the button alone
  });
})();
