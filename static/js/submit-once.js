// A form is sent once, however often someone clicks. The server has its own guard; this only spares a second press.
// Leave out with data-submit-again. Forms that htmx sends use hx-disabled-elt.
(() => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "submitAgain" in form.dataset) return;
    if ("busy" in form.dataset) return event.preventDefault();
    form.dataset.busy = "";
    for (const button of form.querySelectorAll("button:not([type=button]), input[type=submit]")) button.setAttribute("aria-disabled", "true");
    if (event.submitter) event.submitter.dataset.busy = "";
  });

  // Back to a page out of the browser's memory: the form may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const node of document.querySelectorAll("[data-busy]")) delete node.dataset.busy;
    for (const node of document.querySelectorAll("[aria-disabled=true]")) node.removeAttribute("aria-disabled");
  });
})();
