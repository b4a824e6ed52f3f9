// Every form: the error summary takes focus, a second press is ignored, and starting afresh clears what this browser kept.

const summary = document.querySelector("[data-error-summary]");
summary?.focus();
// Back and reload then ask for this page again; otherwise the browser would want to send the form once more.
if (summary) history.replaceState(null, "", location.href);

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    // Another listener may have stopped this press, such as that of a test without a connection.
    if (event.defaultPrevented) return;
    form.dataset.sent = "yes";
    const button = event.submitter ?? form.querySelector("[data-busy]");
    if (!button) return;
    // Not disabled: a disabled button's name and value would not be sent.
    button.setAttribute("aria-disabled", "true");
    button.dataset.label = button.textContent;
    button.textContent = button.dataset.busy;
  });
}

// Back from the page that followed: the form can be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[data-label]")) {
      button.removeAttribute("aria-disabled");
      button.textContent = button.dataset.label;
    }
  }
});

for (const form of document.querySelectorAll("form[data-afresh]")) {
  form.addEventListener("submit", () => {
    try {
      localStorage.clear();
    } catch {
      // The browser keeps nothing for this site, so there is nothing to clear.
    }
  });
}
