import type { Component } from 'svelte';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleHelp from '@lucide/svelte/icons/circle-question-mark';
import BellRing from '@lucide/svelte/icons/bell-ring';
import Building from '@lucide/svelte/icons/building-2';
import BookOpen from '@lucide/svelte/icons/book-open';
import Bug from '@lucide/svelte/icons/bug';
import Clock from '@lucide/svelte/icons/clock';
import Flag from '@lucide/svelte/icons/flag';
import Gauge from '@lucide/svelte/icons/gauge';
import Gavel from '@lucide/svelte/icons/gavel';
import Goal from '@lucide/svelte/icons/goal';
import Link from '@lucide/svelte/icons/link';
import ListChecks from '@lucide/svelte/icons/list-checks';
import ListTodo from '@lucide/svelte/icons/list-todo';
import Message from '@lucide/svelte/icons/message-square';
import Pencil from '@lucide/svelte/icons/pencil';
import Send from '@lucide/svelte/icons/send';
import Shield from '@lucide/svelte/icons/shield';
import Siren from '@lucide/svelte/icons/siren';
import Split from '@lucide/svelte/icons/split';
import Undo from '@lucide/svelte/icons/undo-2';
import User from '@lucide/svelte/icons/user-check';
import Users from '@lucide/svelte/icons/users';
import Wrench from '@lucide/svelte/icons/wrench';
import type { Glyph } from '$backend/bindings';

type Icon = Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;

/** A shape for each kind of line, so that a column of them can be scanned. */
export const glyphs: Record<Glyph, Icon> = {
  declared: Siren,
  alert: BellRing,
  stage: Flag,
  severity: Gauge,
  impact: Users,
  time: Clock,
  people: User,
  checklist: ListChecks,
  note: Message,
  fix_later: Wrench,
  debugging_trouble: Bug,
  process_friction: Split,
  decision: Gavel,
  task: ListTodo,
  action: Goal,
  review: BookOpen,
  mitigation: Shield,
  all_clear: CircleCheck,
  update: Send,
  customer: Building,
  link: Link,
  change: Pencil,
  undo: Undo,
  unknown: CircleHelp
};
