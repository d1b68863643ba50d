/** The tabs of the right panel, in the order of Alt+1 to Alt+4. */
export const TABS = ['now', 'decisions', 'tasks', 'facts'] as const;
export type PanelTab = (typeof TABS)[number];
