// Runs before any module and before the first paint; a classic script because modules are deferred.

// WebKitGTK under LANG=C says navigator.language is "C", which is no language tag: every Intl constructor throws on it.
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { get: () => 'en-GB' });
  Object.defineProperty(navigator, 'languages', { get: () => ['en-GB'] });
}

// The theme has to stand before the first paint, else a dark screen flashes white. The rest follows in preferences.svelte.ts.
(() => {
  let wanted = 'system';
  try {
    wanted = JSON.parse(localStorage.getItem('allclear.preferences') ?? '{}').theme ?? 'system';
  } catch {
    // Unreadable preferences are replaced when the next one is saved.
  }
  const dark = wanted === 'dark' || (wanted === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
})();
