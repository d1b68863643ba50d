import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './design/fonts.css';
import './design/tokens.css';
import './design/base.css';
import { mount } from 'svelte';
import { backend } from '$backend/index';
import { failureFrom } from '$backend/failure';
import { startPreferences } from '$design/preferences.svelte';
import Door from '$features/door/Door.svelte';
import App from './App.svelte';

const target = document.body.querySelector('#app') ?? document.body;
startPreferences();
backend.ready.then(
  async () => {
    if (!backend.locked) return mount(App, { target });
    const { default: Unlock } = await import('$features/unlock/Unlock.svelte');
    return mount(Unlock, { target });
  },
  (thrown: unknown) => mount(Door, { target, props: { failure: failureFrom(thrown) } })
);
