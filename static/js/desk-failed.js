// The desk: a request that failed is said, in the words of template#desk-failed; a quiet one only when the server refused it.
(() => {
  function say(status) {
    const node = document.getElementById("desk-failed").content.firstElementChild.cloneNode(true);
    const known = ["403", "404"].includes(String(status)) ? String(status) : "other";
    for (const part of node.querySelectorAll("[data-for]")) if (part.dataset.for !== known) part.remove();
    document.getElementById("messages").append(node);
  }

  const isQuiet = (event) => event.detail.elt?.matches?.("[data-quiet]") && ![403, 404].includes(event.detail.xhr.status);
  document.addEventListener("htmx:responseError", (event) => { if (!isQuiet(event)) say(event.detail.xhr.status); });
  document.addEventListener("htmx:sendError", (event) => { if (!event.target.matches?.("[data-quiet]")) say(0); });
})();
