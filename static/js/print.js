// Printing unfolds what is folded, and folds it again.
(() => {
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("main details:not([open], [data-menu])")];
    for (const node of unfolded) node.open = true;
  });
  window.addEventListener("afterprint", () => { for (const node of unfolded) node.open = false; unfolded = []; });
})();
