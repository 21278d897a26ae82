// Fills in the province as soon as somebody chose a municipality; without this script the server does so on saving.
for (const field of document.querySelectorAll("[data-fills]")) {
  field.addEventListener("change", () => {
    const chosen = [...field.list.options].find((option) => option.value === field.value);
    if (chosen) document.getElementById(field.dataset.fills).value = chosen.dataset.province;
  });
}
