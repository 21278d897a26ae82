// Helps to write a letter: puts a merge field where the cursor is, and counts the characters of the subject.
// Without this script the fields are listed to type over, and the count is that of the last save.
const touched = new WeakSet();
const insert = (button) => {
  const field = document.getElementById(button.dataset.into);
  if (!touched.has(field)) field.setSelectionRange(field.value.length, field.value.length);
  field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.focus();
};
for (const button of document.querySelectorAll("[data-insert]")) {
  document.getElementById(button.dataset.into).addEventListener("focus", (event) => touched.add(event.target));
  button.hidden = false;
  button.addEventListener("click", () => insert(button));
}
for (const help of document.querySelectorAll("[data-count-of]")) {
  const field = document.getElementById(help.dataset.countOf);
  field.addEventListener("input", () => {
    help.textContent = help.dataset.words.replace("{n}", String(field.value.length));
  });
}
