// The desk: a row opens beside the list, dialogs fetch their form, refreshes keep the place, failures are said.
(() => {
  const wide = matchMedia("(min-width: 75rem)");
  const split = () => document.querySelector("[data-split]");
  const action = () => document.getElementById("action");

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

  // A hidden window asks nothing.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.target.matches?.("[data-quiet]")) event.preventDefault();
    if (document.querySelector("#filter-menu[open]") && event.target.matches?.("[data-quiet]")) event.preventDefault();
  });

  // The row at the top of the list stays there, whatever comes in above it.
  let anchor = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "queue-live") return;
    const list = document.getElementById("queue-list");
    const top = list.getBoundingClientRect().top;
    const row = list.scrollTop > 0 && [...list.querySelectorAll("[data-row]")].find((node) => node.getBoundingClientRect().bottom > top);
    anchor = row ? { id: row.id, at: row.getBoundingClientRect().top } : null;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (!target) return;
    if (target.id === "detail") {
      split()?.classList.add("split--open");
      action()?.close();
      if (event.detail.requestConfig.verb === "get") target.scrollTop = 0;
      else target.querySelector("[aria-invalid=true], #ticket-title")?.focus({ preventScroll: true });
    }
    if (target.id === "action-body" && !action().open) action().showModal();
    if (target.id === "action-body") (action().querySelector("[aria-invalid=true]") ?? action().querySelector("[data-autofocus]"))?.focus();
    const row = anchor && document.getElementById(anchor.id);
    if (row) document.getElementById("queue-list").scrollTop += row.getBoundingClientRect().top - anchor.at;
    anchor = null;
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

  // Who calls: down to the first that was found, Enter opens the only one.
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "who" || !["ArrowDown", "Enter"].includes(event.key)) return;
    const found = document.querySelectorAll("#callers [data-row] a");
    if (!found.length || (event.key === "Enter" && found.length > 1)) return;
    event.preventDefault();
    event.key === "Enter" ? found[0].click() : found[0].focus();
  });

  document.addEventListener("htmx:responseError", (event) => {
    const template = document.getElementById("desk-failed");
    const node = template.content.firstElementChild.cloneNode(true);
    const status = String(event.detail.xhr.status);
    const known = ["403", "404"].includes(status) ? status : "other";
    for (const part of node.querySelectorAll("[data-for]")) if (part.dataset.for !== known) part.remove();
    document.getElementById("messages").append(node);
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (!event.target.matches?.("[data-quiet]")) document.dispatchEvent(new CustomEvent("htmx:responseError", { detail: { xhr: { status: 0 } } }));
  });
  mark();
})();
