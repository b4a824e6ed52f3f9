// Every form: the error summary takes focus, a second press is ignored, and starting afresh clears what this browser kept.

const summary = document.querySelector("[data-error-summary], [data-first]");
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
    if (!navigator.onLine) {
      event.preventDefault();
      tellOffline(form, event.submitter);
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter ?? form.querySelector("[data-busy]");
    if (!button) return;
    // Not disabled: a disabled button's name and value would not be sent.
    button.setAttribute("aria-disabled", "true");
    button.dataset.label = button.textContent;
    button.textContent = button.dataset.busy;
  });
}

/** Without a connection the browser would put its own page in the place of this one, and what was typed would be gone. */
function tellOffline(form, button) {
  const told = form.querySelector("[data-offline-note]") ?? document.createElement("p");
  told.dataset.offlineNote = "";
  told.className = "error";
  told.role = "alert";
  told.textContent = "";
  (button ?? form.querySelector("button"))?.before(told);
  told.textContent = document.body.dataset.offline;
}

window.addEventListener("online", () => document.querySelectorAll("[data-offline-note]").forEach((told) => told.remove()));

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

// What is saved or followed is switched in its place. Whatever goes wrong, the form is sent as without scripts.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-toggle]")) return;
  event.preventDefault();
  if (!navigator.onLine) {
    tellOffline(form, event.submitter);
    return;
  }
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
    });
    if (!answer.ok && answer.status !== 409) throw new Error(answer.status);
    const { html, message } = await answer.json();
    const status = document.querySelector("[data-toggle-status]");
    status.textContent = message;
    delete form.dataset.sent;
    if (!html) return;
    const fresh = document.createRange().createContextualFragment(html).firstElementChild;
    form.replaceWith(fresh);
    fresh.querySelector("button").focus();
  } catch {
    form.submit();
  }
});

for (const form of document.querySelectorAll("form[data-afresh]")) {
  form.addEventListener("submit", (event) => {
    // Offline the site would not hear of it, and answers that wait here to be sent would be gone.
    if (!navigator.onLine) {
      event.preventDefault();
      tellOffline(form, event.submitter);
      return;
    }
    try {
      localStorage.clear();
    } catch {
      // The browser keeps nothing for this site, so there is nothing to clear.
    }
  });
}
