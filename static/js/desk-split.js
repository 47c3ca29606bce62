// The desk: a row opens in #detail beside the list, and Escape or [data-close-detail] closes it.
// After desk-action.js: a dialog that closes gives the focus back, and only then it goes to the ticket.
(() => {
  const wide = matchMedia("(min-width: 75rem)");
  const split = () => document.querySelector("[data-split]");

  function mark() {
    const open = document.querySelector("#detail [data-ticket]");
    for (const row of document.querySelectorAll("[data-row]")) row.toggleAttribute("aria-current", false);
    const row = open && document.getElementById(`row-${open.dataset.ticket}`);
    row?.setAttribute("aria-current", "true");
    if (open) document.title = open.dataset.pageTitle;
  }

  // Too narrow for two panes: a row is an ordinary link.
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.target.matches?.("[data-opens-beside]") || wide.matches) return;
    event.preventDefault();
    location.assign(event.target.href);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target?.id === "detail") {
      split()?.classList.add("split--open");
      if (event.detail.requestConfig.verb !== "get") target.querySelector("[aria-invalid=true], [data-autofocus], #ticket-title")?.focus({ preventScroll: true });
    }
    mark();
  });
  document.addEventListener("htmx:afterSettle", mark);

  function closeDetail(event) {
    const home = split()?.dataset.home;
    if (!home || !wide.matches || !document.querySelector("#queue-live")) return;
    event.preventDefault();
    const number = document.querySelector("#detail [data-ticket]")?.dataset.ticket;
    document.getElementById("detail").replaceChildren();
    split().classList.remove("split--open");
    history.pushState({}, "", home);
    mark();
    document.getElementById(`open-${number}`)?.focus();
  }
  document.addEventListener("click", (event) => { if (event.target.closest("[data-close-detail]")) closeDetail(event); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], details[data-menu][open]")) return;
    if (event.target.closest("input, textarea, select")) return event.target.blur();
    document.querySelector("[data-close-detail]")?.click();
  }, true); // before the menus, which close themselves on the same key
  mark();
})();
