// A message goes when its cross is clicked. At the desk a plain confirmation also goes by itself; a warning or an error stays.
(() => {
  document.addEventListener("click", (event) => event.target.closest("[data-message-close]")?.closest("[data-message]")?.remove());

  const later = (node) => setTimeout(() => (node.matches(":hover, :focus-within") ? later(node) : node.remove()), 8000);
  const watch = (root) => { for (const node of root.querySelectorAll(".desk [data-message=passing]:not([data-timed])")) { node.dataset.timed = ""; later(node); } };
  watch(document);
  document.addEventListener("htmx:afterSettle", () => watch(document));
})();
