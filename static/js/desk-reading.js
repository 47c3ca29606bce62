// The conversation of an open ticket: where it opens, and that one's own message is in sight. window.reading is for
// desk-news.js, which says what comes in.
(() => {
  const NEAR = 120; // px from the end that still counts as reading the end
  const byId = (id) => document.getElementById(id);

  // The box that scrolls: the conversation by itself, or in a narrow pane all of it.
  function box() {
    const said = byId("ticket-said");
    for (let node = said; node; node = node.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(node).overflowY) && node.scrollHeight > node.clientHeight + 1) return node;
    }
    return null;
  }

  function show(node, at) {
    const around = node && box();
    if (!around) return;
    const [inner, outer] = [node.getBoundingClientRect(), around.getBoundingClientRect()];
    around.scrollTop += at === "start" ? inner.top - outer.top - 16 : inner.bottom - outer.bottom + 16;
  }
  const newest = () => byId("ticket-said")?.querySelector(".timeline")?.lastElementChild;
  const toEnd = () => show(newest(), "end");
  function isAtEnd() {
    const [last, around] = [newest(), box()];
    return !around || !last || last.getBoundingClientRect().bottom - around.getBoundingClientRect().bottom < NEAR;
  }

  // At the first unread line, else at the newest; what nobody of us ever read, at its beginning.
  function open() {
    const pane = byId("ticket-said");
    if (!pane || pane.dataset.opened) return;
    pane.dataset.opened = "yes";
    if (pane.querySelector("[data-opens-at-top]")) return;
    byId("first-unread") ? show(byId("first-unread"), "start") : toEnd();
  }

  function arrive(request) {
    if (request?.verb === "get") return open();
    byId("ticket-said")?.setAttribute("data-opened", "yes");
    toEnd(); // one's own message, or what one's act says
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "detail" || event.target?.id === "detail") arrive(event.detail.requestConfig);
  });
  window.reading = { box, isAtEnd, toEnd };
  open();
})();
