// Before the first paint, so that a chosen theme doesn't flash. A file, because the page allows no inline script.
try {
  const theme = localStorage.getItem("patron-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* storage is blocked: the system's theme stays */ }
