// A patient case: once a question is answered, what happened next opens by itself. Without scripts a press opens it.
// An answer takes the place of its form, now or, given before, when the page recalls it.

for (const reveal of document.querySelectorAll("details[data-reveal]")) {
  let before = reveal.previousElementSibling;
  const asked = [];
  for (; before?.matches("form[data-in-text]"); before = before.previousElementSibling) asked.push(before);
  if (!asked.length) continue;
  const watcher = new MutationObserver(() => {
    if (asked.some((form) => form.isConnected)) return;
    watcher.disconnect();
    reveal.open = true;
  });
  watcher.observe(reveal.parentElement, { childList: true });
}
