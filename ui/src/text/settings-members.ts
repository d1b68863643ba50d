const people = (count: number) => (count === 1 ? '1 laptop' : `${count} laptops`);

export const words = {
  fields: { devices: 'Laptops' },
  hints: {
    admin: 'Everybody’s laptops at the hub. Access that is revoked ends within seconds.',
    own: 'Your laptops at the hub. An admin of the hub sees everybody’s and invites others.',
    unknown: 'Who may talk to the hub, and since when.'
  },
  also: { devices: 'devices members people invite invitation link qr code revoke access computers role' },
  roles: { admin: 'Admin', responder: 'Responder', observer: 'Observer' },
  newerRole: 'Another role',
  columns: { device: 'Laptop', person: 'Person', role: 'Role', joined: 'Joined', seen: 'Last heard', act: 'Access' },
  here: 'This laptop',
  notSeen: 'Not since the hub started',
  revoked: (at: string) => `Revoked ${at}`,
  asking: 'Asking the hub…',
  asOf: (ago: string) => `This is what it said ${ago}.`,
  notKnown: 'Which laptops belong here is known to the hub alone.',
  again: 'Ask again',
  showRevoked: (count: number) => `Show ${people(count)} without access`,
  hideRevoked: (count: number) => `Hide ${people(count)} without access`,

  revoke: 'Revoke…',
  revokeOf: (device: string, person: string) => `Revoke the access of ${person}’s ${device}`,
  asked: {
    other: (device: string, person: string) =>
      `${person}’s ${device} can then no longer read or write at the hub. What it has stays on it, and what it wrote stays here. Invitations made with it, and the one it came by, are withdrawn.`,
    mine: (device: string) =>
      `Your ${device} can then no longer read or write at the hub. What it has stays on it, and what it wrote stays here. Invitations made with it, and the one it came by, are withdrawn.`,
    here: 'This laptop can then no longer read or write at the hub, until an admin sends you a new invitation. Everything stays on it. Invitations made with it are withdrawn.'
  },
  keep: 'Keep access',
  revokeNow: 'Revoke access',
  done: (device: string) => `${device} has no access any more`,

  roleOf: (person: string) => `What ${person} may do`,
  appointed: (person: string, role: string) => `${person}: ${role}`,

  open: {
    title: 'Open invitations',
    text: 'Whoever has one of these links can still join.',
    facts: (role: string, uses: string) => `${role}, ${uses}`,
    for: (name: string) => `For ${name}`,
    forNew: 'For somebody new',
    by: (name: string, at: string) => `Made by ${name} ${at} UTC`,
    operator: 'an operator',
    until: (at: string) => `Good until ${at} UTC`,
    withdraw: 'Withdraw',
    withdrawOf: (role: string, whom: string, at: string) => `Withdraw the invitation of ${at} UTC: ${role}, ${whom}`,
    withdrawn: 'Nobody can join by that invitation any more'
  },

  invite: 'Invite…',
  dialog: {
    title: 'Invite to this workspace',
    sub: 'A link for colleagues. Whoever opens it in Allclear joins with their laptop.',
    for: 'For',
    somebodyNew: 'Somebody new',
    forNew: 'They say what they are called when they join.',
    forBook: (name: string) => `Joins as ${name}, as the book has them, with all that was given to them.`,
    forMember: (name: string) => `One more laptop of ${name}.`,
    member: 'At the hub',
    notJoined: 'Not joined yet',
    role: 'Role',
    roleHints: {
      admin: 'Reads, writes, invites others and revokes access.',
      responder: 'Reads and writes.',
      observer: 'Reads.'
    },
    keepsRole: (role: string) => `${role}, as until now.`,
    hours: 'Good for',
    spans: { 24: '1 day', 72: '3 days', 168: '7 days', 720: '30 days' },
    uses: 'For how many laptops',
    useOf: people,
    make: 'Make the link',
    making: 'Making…',
    cancel: 'Cancel',
    madeTitle: 'The invitation is ready',
    madeSub: 'It is shown only now. Send the link to whom it is for; whoever has it can join.',
    link: 'Link',
    qr: 'The same link as a QR code',
    copy: 'Copy link',
    copied: 'The link was copied',
    facts: (role: string, uses: string, until: string) => `${role}, ${uses}, until ${until} UTC.`,
    another: 'Make another',
    close: 'Done'
  }
};
