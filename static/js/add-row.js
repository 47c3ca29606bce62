// <fieldset data-rows="PREFIX"> with a <template> of one row of a formset: [data-row-add] adds such a row and counts it.
// Without JavaScript the button stays hidden and the empty rows that the server sends do.
(() => {
  for (const group of document.querySelectorAll("[data-rows]")) {
    const button = group.querySelector("[data-row-add]");
    const template = group.querySelector("template");
    const total = document.querySelector(`[name="${group.dataset.rows}-TOTAL_FORMS"]`);
    button.hidden = false;
    button.addEventListener("click", () => {
      const row = template.content.cloneNode(true);
      for (const node of row.querySelectorAll("*")) {
        for (const { name, value } of [...node.attributes]) node.setAttribute(name, value.replaceAll("__prefix__", total.value));
      }
      const first = row.querySelector("select, input");
      template.before(row);
      total.value = Number(total.value) + 1;
      first?.focus();
    });
  }
})();
