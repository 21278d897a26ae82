// Opens the short form for a contact moment over any page, with the button in the top bar or with Alt+C.
// Without this script the button is a link to a page with the same form.
const quick = document.querySelector("[data-quick-contact]");
const dialog = document.querySelector("[data-quick-contact-dialog]");
const typing = (target) => target.matches("input, textarea, select") || target.isContentEditable;
const open = () => {
  const about = document.querySelector("[data-quick-contact-about]");
  const address = about ? quick.href + about.dataset.quickContactAbout : quick.href;
  window.htmx.ajax("GET", address, { target: "[data-quick-contact-form]", swap: "innerHTML" }).then(() => {
    if (!dialog.open) dialog.showModal();
    const known = dialog.querySelector("input[name=people]:checked");
    dialog.querySelector(known ? "textarea" : "input[name=people], input[name=find]").focus();
  });
};
if (quick && dialog) {
  quick.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyC") return;
    if (typing(event.target) || dialog.open) return;
    event.preventDefault();
    open();
  });
  dialog.querySelector("[data-quick-contact-close]").addEventListener("click", () => dialog.close());
}
