/**
 * F6 walks through the parts of the window, as desktop programs do. A part is any element with `data-region`; it needs
 * `tabindex="-1"` unless it can take the focus by itself.
 */
export function nextRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.getClientRects().length > 0
  );
  // The innermost one: a list is a region within the main region.
  const here = regions.findLastIndex((region) => region.contains(document.activeElement));
  const from = here === -1 && step === -1 ? 0 : here;
  regions[(from + step + regions.length) % regions.length]?.focus();
}

/** Says something to a screen reader without moving anything on screen. The element is in App.svelte. */
export function announce(text: string): void {
  const voice = document.getElementById('voice');
  if (!voice) return;
  // The same text twice is only spoken twice if it changes in between.
  voice.textContent = voice.textContent === text ? `${text}\u00a0` : text;
}
