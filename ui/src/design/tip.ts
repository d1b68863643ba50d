/** What the layer of tooltips reads from an element. */
export interface Tip {
  'data-tip': string;
  'data-tip-keys'?: string;
  'data-tip-side': 'top' | 'right' | 'bottom' | 'left';
}

/** To be spread on an element that needs a word of explanation: shown when it is pointed at or reached by keyboard. */
export function tip(text: string, keys?: string, side: Tip['data-tip-side'] = 'bottom'): Tip {
  return { 'data-tip': text, ...(keys === undefined ? {} : { 'data-tip-keys': keys }), 'data-tip-side': side };
}
