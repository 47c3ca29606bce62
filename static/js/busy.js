// One rule for all that htmx asks: what was pressed is busy and shut until the answer is there, and where the answer will
// come a thin bar runs. What refreshes by itself ([data-quiet]) shows nothing. Plain forms: submit-once.js.
(() => {
  const running = new Map(); // request -> what it made busy

  function place(target) {
    return target?.closest?.("#detail, dialog, #queue-list") ?? document.body;
  }

  document.addEventListener("htmx:beforeSend", (event) => {
    const { elt, target, xhr, requestConfig } = event.detail;
    if (elt.matches("[data-quiet], input, select") || elt.closest("[data-quiet]:not(form)")?.id === "ticket-live") return;
    const pressed = requestConfig.triggeringEvent?.submitter ?? (elt.matches("form") ? null : elt);
    const shut = elt.matches("form") ? [...elt.querySelectorAll("button:not([type=button])")] : [elt];
    const where = place(target);
    for (const node of shut) node.setAttribute("aria-disabled", "true");
    if (pressed) pressed.dataset.busy = "";
    where.dataset.loading = Number(where.dataset.loading ?? 0) + 1;
    elt.closest("[data-row]")?.setAttribute("aria-busy", "true");
    running.set(xhr, { shut, pressed, where, row: elt.closest("[data-row]") });
  });

  document.addEventListener("htmx:afterRequest", (event) => done(event.detail.xhr));
  function done(xhr) {
    const made = running.get(xhr);
    if (!made) return;
    running.delete(xhr);
    for (const node of made.shut) node.removeAttribute("aria-disabled");
    if (made.pressed) delete made.pressed.dataset.busy;
    made.row?.removeAttribute("aria-busy");
    const left = Number(made.where.dataset.loading) - 1;
    left > 0 ? (made.where.dataset.loading = left) : delete made.where.dataset.loading;
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("a[data-busy], button[data-busy]")) event.preventDefault();
  }, true);
})();
