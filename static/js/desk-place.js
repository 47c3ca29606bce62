// The desk: what refreshes by itself ([data-quiet]) stays away when nobody looks, and the list keeps its place.
(() => {
  document.addEventListener("htmx:beforeRequest", (event) => {
    const busy = document.hidden || document.querySelector("#filter-menu[open], [data-tabs-more][open]");
    if (busy && event.target.matches?.("[data-quiet]")) event.preventDefault();
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
  document.addEventListener("htmx:afterSwap", () => {
    const row = anchor && document.getElementById(anchor.id);
    if (row) document.getElementById("queue-list").scrollTop += row.getBoundingClientRect().top - anchor.at;
    anchor = null;
  });
})();
