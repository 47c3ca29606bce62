// Views that do not fit beside each other go into "Meer" ([data-tabs-more]); the chosen one stays in sight.
// And the poll learns which version it has, where the server says that nothing changed but the version ("queue-still").
(() => {
  function fit() {
    const bar = document.querySelector("[data-tabs]");
    const more = document.querySelector("[data-tabs-more]");
    const rest = more?.querySelector("[data-tabs-rest]");
    if (!bar || !rest) return;
    for (const tab of [...rest.children]) { tab.className = "tabs__item"; bar.append(tab); }
    const order = (tab) => Number(tab.id.split("-")[1]);
    [...bar.children].sort((a, b) => order(a) - order(b)).forEach((tab) => bar.append(tab));
    more.hidden = true;
    if (bar.scrollWidth <= bar.clientWidth + 1) return;
    more.hidden = false;
    for (const tab of [...bar.children].reverse()) {
      if (bar.scrollWidth <= bar.clientWidth + 1) break;
      if (tab.hasAttribute("aria-current")) continue;
      tab.className = "menu__item";
      rest.prepend(tab);
    }
  }
  // The bar gets narrow when a ticket opens beside the list, and wide again when it closes.
  let width = 0;
  const watch = new ResizeObserver(([entry]) => {
    if (Math.abs(entry.contentRect.width - width) > 1) { width = entry.contentRect.width; fit(); }
  });
  const list = document.getElementById("queue-list");
  if (list) watch.observe(list);
  fit();
  document.addEventListener("htmx:afterSettle", fit);
  document.addEventListener("htmx:afterSwap", fit);

  let version = null;
  document.addEventListener("queue-still", (event) => { version = event.detail.version; });
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id === "queue-live" && version) event.detail.path = event.detail.path.replace(/versie=[^&]*/, `versie=${version}`);
  });
  document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.target?.id === "queue-live") version = null; });
})();
