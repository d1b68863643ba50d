export const words = {
  title: 'Settings',
  savedAtOnce: 'Saved at once.',
  takesBack: 'takes it back.',
  takeBack: 'Take back the last change',
  group: 'Settings',
  search: 'Search settings',
  sectionsLabel: 'Sections',
  found: (count: number) => (count === 1 ? '1 setting' : `${count} settings`),
  nothingFound: (text: string) => `No setting is called “${text}”.`,
  takenBack: (said: string) => `Taken back: ${said}`,
  none: 'none',
  notSet: 'Not set',
  zone: { none: 'No zone' },
  retry: 'Try again',
  unreadable: 'The settings could not be read.',
  old: (ago: string) => `Last read ${ago}. What you see may be old.`,

  groups: { you: 'You', workspace: 'Workspace', response: 'Response', laptop: 'This laptop' },

  profile: {
    name: 'Profile',
    text: 'What others see of you in an incident, and how they reach you.',
    fields: {
      name: 'Name',
      handle: 'Handle',
      phone: 'Phone',
      email: 'E-mail',
      zone: 'Time zone'
    },
    hints: {
      name: 'Shown with everything you write.',
      handle: 'How a task names you: @handle.',
      phone: 'With the country code. Shown to whoever needs you in an incident.',
      email: 'Where written updates reach you.',
      zone: 'Times you write without a zone are read in this one.'
    },
    also: {
      name: 'my name who am i',
      handle: 'at mention nickname',
      phone: 'telephone number call mobile',
      email: 'mail address',
      zone: 'timezone utc local time clock'
    }
  },

  workspace: {
    name: 'Workspace',
    text: 'The record that you and your colleagues share.',
    fields: { name: 'Name' },
    hints: { name: 'Stands at the top of the sidebar and in exports.' },
    also: { name: 'company organisation organization' },
    saved: (name: string) => `The workspace is called ${name}`
  },

  appearance: {
    name: 'Appearance',
    text: 'On this laptop only. Nobody else sees it.',
    fields: { theme: 'Theme', textSize: 'Text size', density: 'Density', motion: 'Motion' },
    hints: {
      theme: 'System follows what the computer is set to.',
      textSize: 'Scales everything, from 90 to 150 per cent.',
      density: 'How tall the rows of a list are.',
      motion: 'Reduced leaves out what slides and fades.'
    },
    also: {
      theme: 'dark light mode colour color night',
      textSize: 'font zoom bigger larger smaller',
      density: 'compact comfortable rows height',
      motion: 'animation reduced transitions'
    },
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    densities: { compact: 'Compact', standard: 'Standard', comfortable: 'Comfortable' },
    motions: { system: 'System', reduced: 'Reduced' },
    smaller: 'Smaller text',
    larger: 'Larger text',
    percent: (size: number) => `${size} %`,
    saved: {
      theme: (name: string) => `Theme: ${name}`,
      density: (name: string) => `Density: ${name}`,
      motion: (name: string) => `Motion: ${name}`,
      textSize: (size: number) => `Text size: ${size} %`
    }
  },

  data: {
    name: 'Data',
    text: 'Everything is in one file on this laptop. Each entry is signed and names the one before it.',
    fields: { log: 'Log', backup: 'Last backup', key: 'Key of this laptop', import: 'Past incidents' },
    hints: {
      log: 'Reads every entry and checks its signature and its place in the chain.',
      backup: 'Made every hour while Allclear runs.',
      import: 'From a CSV or JSON Lines file of another system. Nothing is sent anywhere.'
    },
    also: {
      log: 'check verify integrity signature chain damaged',
      backup: 'restore copy safety',
      key: 'keychain secret signature identity passphrase password lock encrypt',
      import: 'csv jsonl history upload migrate'
    },
    check: 'Check again',
    checking: 'Checking the log…',
    noBackup: 'None yet. The first is made within the hour.',
    startImport: 'Import past incidents…',
    warnings: 'To know'
  },

  about: {
    name: 'About',
    text: 'Incident command that works when the network does not.',
    fields: { version: 'Version', licence: 'Licence', person: 'You are' },
    also: { version: 'release build number', licence: 'license apache open source', person: 'id identity' },
    licence: 'Apache-2.0',
    personHint: 'The id under which your entries are signed. It stays when your name changes.',
    copyId: 'Copy id',
    copied: 'Copied'
  },

  keys: {
    name: 'Keys',
    text: 'Press a key to run its action, unless you are writing. Every action is also in the palette.',
    fields: { single: 'Single letters', list: 'All keys' },
    hints: {
      single: 'C, U, J, K and the like as commands. Off, only keys with Ctrl, Alt or a function key work.'
    },
    also: { single: 'shortcut letters wcag accidental', list: 'shortcuts keyboard hotkeys rebind bindings' },
    saved: {
      single: (on: boolean) => (on ? 'Single letters are commands' : 'Single letters are off'),
      bound: (name: string, keys: string) => `${name}: ${keys}`,
      usual: (name: string) => `${name}: usual key`
    },
    change: (name: string) => `Change the key for: ${name}`,
    press: 'Press a key…',
    pressHint: 'Esc leaves it as it is.',
    usual: (name: string) => `Back to the usual key: ${name}`,
    clash: (keys: string, others: string) => `${keys} also means: ${others}. The screen you are on decides which runs.`,
    filter: 'Filter actions',
    nothing: (text: string) => `No action is called “${text}”.`
  }
};
