import type { Component } from 'svelte';
import type { BookView, Start } from '$backend/bindings';
import { words } from '$text/settings';
import { words as actionWords } from '$text/settings-actions';
import { words as bookWords } from '$text/settings-book';
import { words as channelWords } from '$text/settings-channels';
import { words as customerWords } from '$text/settings-customers';
import { words as hubWords } from '$text/settings-hub';
import { words as memberWords } from '$text/settings-members';
import { words as notificationWords } from '$text/settings-notifications';
import { words as reviewWords } from '$text/settings-reviews';
import { words as elsewhereWords } from '$text/settings-workspaces';
import { words as pageWords } from '$text/status-page';
import About from './About.svelte';
import ActionLimits from './ActionLimits.svelte';
import Appearance from './Appearance.svelte';
import Channels from './Channels.svelte';
import Checklists from './Checklists.svelte';
import Customers from './Customers.svelte';
import Data from './Data.svelte';
import Fields from './Fields.svelte';
import Guideline from './Guideline.svelte';
import Keys from './Keys.svelte';
import Links from './Links.svelte';
import Nags from './Nags.svelte';
import Notifications from './Notifications.svelte';
import People from './People.svelte';
import Profile from './Profile.svelte';
import Reviews from './Reviews.svelte';
import Services from './Services.svelte';
import Severities from './Severities.svelte';
import StatusPage from './StatusPage.svelte';
import Updates from './Updates.svelte';
import Workspace from './Workspace.svelte';
import type { Findable } from './find';

export interface SectionProps {
  book: BookView;
  start: Start;
}

export interface Section {
  /** What stands in the address: `#/settings/people`. */
  id: string;
  name: string;
  component: Component<SectionProps>;
  /** What the search knows of it. */
  settings: Findable[];
}

/** Every setting of a section: its id, what it is called, and other words for it. */
function findable<K extends string>(fields: Record<K, string>, also: Partial<Record<K, string>>): Findable[] {
  return (Object.keys(fields) as K[]).map((id) => ({ id, label: fields[id], also: also[id] ?? '' }));
}

/** The table of contents of the settings. */
export const groups: { name: string; sections: Section[] }[] = [
  {
    name: words.groups.you,
    sections: [
      section('profile', words.profile.name, Profile, findable(words.profile.fields, words.profile.also)),
      section(
        'appearance',
        words.appearance.name,
        Appearance,
        findable(words.appearance.fields, words.appearance.also)
      ),
      section('keys', words.keys.name, Keys, findable(words.keys.fields, words.keys.also))
    ]
  },
  {
    name: words.groups.workspace,
    sections: [
      section('workspace', words.workspace.name, Workspace, [
        ...findable(words.workspace.fields, words.workspace.also),
        ...findable(hubWords.fields, hubWords.also),
        ...findable(memberWords.fields, memberWords.also),
        ...findable(elsewhereWords.fields, elsewhereWords.also)
      ]),
      section('people', bookWords.people.name, People, findable(bookWords.people.fields, bookWords.people.also)),
      section(
        'services',
        bookWords.services.name,
        Services,
        findable(bookWords.services.fields, bookWords.services.also)
      ),
      section('customers', customerWords.name, Customers, findable(customerWords.fields, customerWords.also)),
      section('fields', bookWords.fields.name, Fields, findable(bookWords.fields.fields, bookWords.fields.also))
    ]
  },
  {
    name: words.groups.response,
    sections: [
      section(
        'severities',
        bookWords.severities.name,
        Severities,
        findable(bookWords.severities.fields, bookWords.severities.also)
      ),
      section('action-items', actionWords.name, ActionLimits, findable(actionWords.fields, actionWords.also)),
      section(
        'guideline',
        bookWords.guideline.name,
        Guideline,
        findable(bookWords.guideline.fields, bookWords.guideline.also)
      ),
      section(
        'checklists',
        bookWords.checklists.name,
        Checklists,
        findable(bookWords.checklists.fields, bookWords.checklists.also)
      ),
      section('updates', bookWords.updates.name, Updates, findable(bookWords.updates.fields, bookWords.updates.also)),
      section('reviews', reviewWords.name, Reviews, findable(reviewWords.fields, reviewWords.also)),
      section('channels', channelWords.name, Channels, findable(channelWords.fields, channelWords.also)),
      section('status-page', pageWords.name, StatusPage, findable(pageWords.fields, pageWords.also)),
      section('nags', bookWords.nags.name, Nags, findable(bookWords.nags.fields, bookWords.nags.also)),
      section('links', bookWords.links.name, Links, findable(bookWords.links.fields, bookWords.links.also))
    ]
  },
  {
    name: words.groups.laptop,
    sections: [
      section(
        'notifications',
        notificationWords.name,
        Notifications,
        findable(notificationWords.fields, notificationWords.also)
      ),
      section('data', words.data.name, Data, findable(words.data.fields, words.data.also)),
      section('about', words.about.name, About, findable(words.about.fields, words.about.also))
    ]
  }
];

export const sections: Section[] = groups.flatMap((group) => group.sections);

/** A section that needs nothing of the book says so by taking no props; it is shown like any other. */
function section(
  id: string,
  name: string,
  component: Component<SectionProps> | Component<Record<string, never>>,
  settings: Findable[]
): Section {
  return { id, name, component: component as Component<SectionProps>, settings };
}
