import type { Component } from 'svelte';
import type { Place } from '$route/address';

type Screen = () => Promise<{ default: Component<{ place: Place; ondeclare: () => void }> }>;

/** The table of contents of the app: each place and the screen that is loaded for it when somebody goes there. */
export const screens: Partial<Record<Place['at'], Screen>> = {};
