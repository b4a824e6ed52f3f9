// Every page of the desk: links to a control lead into it, a form is sent once, and leaving with unsaved words is asked about.

function enter(hash) {
  if (hash.length < 2) return;
  const target = document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!target) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  // A group of rows folds too: what is asked for lies inside.
  target.querySelector(":scope > details")?.setAttribute("open", "");
  target.focus();
}

enter(location.hash);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#']");
  if (!link) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  enter(link.hash);
});

// A second press while the first is under way would meet its own save.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

for (const form of document.querySelectorAll("form[data-guarded]")) {
  let isUnsaved = form.hasAttribute("data-unsaved");
  form.addEventListener("input", () => (isUnsaved = true));
  form.addEventListener("submit", () => (isUnsaved = false));
  window.addEventListener("beforeunload", (event) => isUnsaved && event.preventDefault());
}
